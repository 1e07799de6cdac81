import type { AlarmView } from '#ports/observe.ts';
import { ALARMS } from '#switching/exchange.ts';
import type { Fault } from '#units/result.ts';

/** Alarms that may stand at once; a box has at most 128 ports with a few reasons each. */
const ALARMS_MAX = 512;

/** What the codes of core and runtime mean; alarms of cards and drivers bring their own words. */
const WORDS: Readonly<Record<string, { readonly what: string; readonly todo: string }>> = {
  ...ALARMS,
  'TR-RUN-001': {
    what: 'events came faster than the exchange could handle them; some were dropped',
    todo: 'look for a chattering line in the statistics; send the journal if there is none',
  },
  'TR-RUN-002': {
    what: 'an internal check failed; the call concerned was cleared, the rest goes on',
    todo: 'send the saved journal to the makers',
  },
  'TR-RUN-003': {
    what: 'call records cannot be written; they are kept in memory and tried again',
    todo: 'make room in the data folder, or make it writable',
  },
  'TR-RUN-004': {
    what: 'too many unwritten call records; the oldest were given up',
    todo: 'make room in the data folder, or make it writable',
  },
  'TR-RUN-005': {
    what: 'the media plane refused a command',
    todo: 'send the saved journal to the makers',
  },
  'TR-RUN-006': {
    what: 'no answer to the audio burst of this card',
    todo: 'check that the card is plugged in and its ribbon is whole',
  },
  'TR-RUN-007': {
    what: 'what people have set by telephone cannot be saved; it is kept in memory and tried again',
    todo: 'make room in the data folder, or make it writable',
  },
};

/** The alarms that stand now: one per code and place, however often it is raised. */
export class Alarms {
  readonly #standing = new Map<string, AlarmView>();

  /** Answers whether anything changed. */
  raise(fault: Fault, epochMs: number): boolean {
    const key = `${fault.code}|${fault.where}`;
    if (this.#standing.has(key) || this.#standing.size >= ALARMS_MAX) return false;
    this.#standing.set(key, { ...fault, sinceEpochMs: epochMs });
    return true;
  }

  clear(code: string, where: string): boolean {
    return this.#standing.delete(`${code}|${where}`);
  }

  list(): readonly AlarmView[] {
    return [...this.#standing.values()];
  }
}

/** A fault for a code that comes without words of its own. */
export function faultOf(code: string, where: string): Fault {
  const words = WORDS[code] ?? {
    what: 'the exchange raised this alarm',
    todo: 'see the reference of codes; look at the port and its line',
  };
  return { code, where, ...words };
}
