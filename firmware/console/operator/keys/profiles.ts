/** Which key means what: two profiles as data, and what an operator has changed in them. */
import { COMMANDS, type Command } from './command.ts';
import { mayBeBound, writes } from './stroke.ts';

/** Strokes of each command; the first is the one that is shown. */
export type KeyMap = Readonly<Record<Command, readonly string[]>>;
export const PROFILES = ['pad', 'reader'] as const;
export type ProfileName = (typeof PROFILES)[number];
export type KeyChanges = Readonly<Partial<Record<Command, readonly string[]>>>;

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const nine = (name: 'answer' | 'own', modifiers: string): KeyChanges =>
  Object.fromEntries(NINE.map((n) => [`${name}${n}`, [`${modifiers}${n}`]]));

const BOTH = {
  ...nine('answer', 'Alt+'),
  ...nine('own', 'Alt+Shift+'),
  cancel: ['Escape'],
  hold: ['F9'],
  park: ['Shift+F9'],
  reserve: ['F10'],
  intrude: ['Ctrl+F10'],
  retrieve: ['Alt+H'],
  split: ['Alt+S'],
  campOn: ['Alt+K'],
  ringAgain: ['Alt+G'],
  chain: ['Alt+L'],
  more: ['Alt+A'],
  card: ['Alt+R'],
  wakeUp: ['Alt+W'],
  directory: ['Alt+D'],
  books: ['Alt+J'],
  ticket: ['Alt+T'],
  message: ['Alt+M'],
  sayQueue: ['Alt+Q'],
  sayCaller: ['Alt+C'],
  sayEvent: ['Alt+E'],
  busy: ['Alt+B'],
  night: ['Alt+N'],
  distribute: ['Alt+Shift+N'],
  suspend: ['Alt+P'],
  handOver: ['Alt+U'],
  settings: ['Alt+O'],
  ask: ['Alt+I'],
  finish: ['Alt+X'],
} as const;

const OF_PROFILE = {
  pad: {
    enter: ['Enter'],
    answer: ['Pad+', '+'],
    send: ['Shift+Enter'],
    toggle: ['Pad*', '*'],
    join: ['Pad/', '/'],
    release: ['Pad-', '-'],
  },
  reader: {
    call: ['Enter'],
    answer: ['F2'],
    complete: ['F4'],
    send: ['Shift+F4'],
    toggle: ['F6'],
    join: ['F7'],
    release: ['F8'],
  },
} as const;

const empty = Object.fromEntries(COMMANDS.map((command) => [command, [] as readonly string[]])) as KeyMap;

export const keyMap = (profile: ProfileName, changes: KeyChanges): KeyMap => ({
  ...empty,
  ...BOTH,
  ...OF_PROFILE[profile],
  ...changes,
});

/** `lineEmpty`: nothing is written in the search line. */
export function commandFor(map: KeyMap, stroke: string, lineEmpty: boolean): Command | null {
  if (writes(stroke) && !lineEmpty) return null;
  return COMMANDS.find((command) => map[command].includes(stroke)) ?? null;
}

/** Commands that share a stroke with another one. */
export function conflicts(map: KeyMap): readonly (readonly [stroke: string, commands: readonly Command[]])[] {
  const users = new Map<string, Command[]>();
  for (const command of COMMANDS) {
    for (const stroke of map[command]) users.set(stroke, [...(users.get(stroke) ?? []), command]);
  }
  return [...users].filter(([, commands]) => commands.length > 1);
}

/** What was kept, as far as it can still be used. */
export function readChanges(kept: unknown): KeyChanges {
  if (typeof kept !== 'object' || kept === null) return {};
  const entries = COMMANDS.flatMap((command): [Command, string[]][] => {
    const strokes: unknown = (kept as Record<string, unknown>)[command];
    if (!Array.isArray(strokes)) return [];
    return [[command, strokes.filter((one) => typeof one === 'string' && mayBeBound(one)).slice(0, 4)]];
  });
  return Object.fromEntries(entries);
}
