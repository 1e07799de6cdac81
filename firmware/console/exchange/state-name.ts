import type { Line } from '#web/protocol.ts';
import { knownKey, useText } from '../text/text.tsx';

/** State of a line in the person's language; a state without a word shows as the machine calls it. */
export function useStateName(): (line: Line) => string {
  const { t } = useText();
  return (line) => {
    if (line.health !== 'in-service') {
      const health = knownKey(`health.${line.health}`);
      return health === null ? line.health : t(health);
    }
    const key = knownKey(`state.${line.state}`);
    return key === null ? line.state : t(key);
  };
}
