/** What a lamp shows of an exchange line, or of a group of them. */
import type { Lamp } from './contract.ts';

interface Line {
  readonly port: string;
  readonly name: string;
  readonly health: string;
  readonly state: string;
}

export const lampOf = ({ health, state }: Line): Lamp => {
  if (health !== 'in-service') return 'out-of-service';
  return state === 'idle' ? 'free' : state === 'ringingIn' ? 'ringing' : 'busy';
};

/** The best of them: whoever looks for a line asks whether there is one. */
const GROUP_LAMPS = ['free', 'ringing', 'busy'] as const;
export function groupSign(lines: readonly Line[]): { readonly lamp: Lamp; readonly free: number } {
  const lamps = lines.map(lampOf);
  const lamp = GROUP_LAMPS.find((one) => lamps.includes(one)) ?? 'out-of-service';
  return { lamp, free: lamps.filter((one) => one === 'free').length };
}
