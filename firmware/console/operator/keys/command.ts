/** What a key, a button of the strip or a tap can ask for. Their names are kept with the keys of each operator. */

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

export const COMMANDS = [
  'answer',
  ...NINE.map((n) => `answer${n}` as const),
  /** Calls whoever is chosen, and connects when somebody was called: one key for both. */
  'enter',
  /** Only calls. */
  'call',
  'complete',
  'send',
  'toggle',
  'join',
  'split',
  'cancel',
  'release',
  'hold',
  'retrieve',
  'park',
  'reserve',
  'intrude',
  'campOn',
  'ringAgain',
  'chain',
  'more',
  'card',
  'wakeUp',
  'directory',
  'books',
  'ticket',
  'message',
  'sayQueue',
  'sayCaller',
  'sayEvent',
  'busy',
  'night',
  'distribute',
  'suspend',
  'handOver',
  'settings',
  'ask',
  'finish',
  ...NINE.map((n) => `own${n}` as const),
] as const;
export type Command = (typeof COMMANDS)[number];

export const isCommand = (word: string): word is Command => (COMMANDS as readonly string[]).includes(word);

/** 3 of `answer3`, `own3`; 0: it has none. */
export const placeOf = (command: Command): number => Number(/\d$/.exec(command)?.[0] ?? 0);
