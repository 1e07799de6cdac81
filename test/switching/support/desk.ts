import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { Command, Extension, Reply, Subscriber, Trunk } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import { fullOffice } from './full-office.ts';
import { port } from './office.ts';
import { Play } from './play.ts';

/** The full office, where 802 and 804 have three lines each: 802, 802b and 802c; 803 has one more, 803b. */
const LINES: Readonly<Record<string, number>> = {
  '802b': 40,
  '802c': 41,
  '803b': 42,
  '804b': 43,
  '804c': 44,
};
const linesOf = (number: string) =>
  Object.entries(LINES)
    .filter(([name]) => name.startsWith(number))
    .map(([, n]) => port(n));

export class Desk extends Play {
  ask(command: Command): Reply {
    const id = this.events.length;
    this.send({ kind: 'command', id, command });
    return this.all('reply').findLast((effect) => effect.id === id)!.reply;
  }

  set(number: string, change: Partial<Subscriber>): void {
    const value = { ...FRESH_SUBSCRIBER, ...change };
    this.send({ kind: 'restore', kept: [{ what: 'subscriber', key: number, value }] });
  }

  callOf(party: string): CallId {
    const at = this.port(party);
    return this.exchange.calls.find((call) =>
      call?.legs.some((leg) => leg.port === at && leg.releasedAt === null),
    )!.id;
  }

  /** Everybody hangs up. True: nobody is left, and each call has left one record. */
  goesHome(): boolean {
    const numbers = ['801', '802', '803', '804', '805', '806', '807', '808'];
    for (const one of [...numbers, ...Object.keys(LINES)]) this.hangUp(one);
    this.wait(1_800_000);
    return this.allDone;
  }
}

export function desk(
  wishes: (number: string) => Partial<Extension> = () => ({}),
  trunk: Partial<Trunk> = {},
): Desk {
  const office = fullOffice({
    trunk,
    extension: (number) => ({ appearances: linesOf(number), ...wishes(number) }),
  });
  return new Desk(office);
}

/** 801 has called 802, who has answered. */
export function talking(play: Desk): Desk {
  play.call('801', '802');
  play.lift('802');
  return play;
}
