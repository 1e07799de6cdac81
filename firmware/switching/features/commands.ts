import { ATTENDANT_COMMANDS } from '../attendant/commands.ts';
import type { Command, Reply } from '../model.ts';
import { changeSubscriber, restore, setMode } from '../people.ts';
import type { Transaction } from '../transaction.ts';
import { CALL_COMMANDS } from './call-commands.ts';
import { isNumber } from './dialable.ts';
import { setFeature } from './feature-key.ts';
import { setDoNotDisturb } from './quiet-time.ts';
import { no, yes } from './reply.ts';
import { testCall } from './test-call.ts';
import { clearWakeUp, setWakeUp } from './wake-up.ts';

/*
 * What the API asks of the exchange (CSTA services). Each command is carried out or refused in one step.
 */

export type CommandOf<O extends Command['op']> = Command extends infer C
  ? C extends { readonly op: infer Ops }
    ? O extends Ops
      ? C
      : never
    : never
  : never;
export type CommandHandler<O extends Command['op']> = (tx: Transaction, asked: CommandOf<O>) => Reply;

/** Numbers of a change that nobody could dial, or that are too many to keep. */
function badSubscriberChange({ change }: CommandOf<'setSubscriber'>): boolean {
  const { forward, speedDials, hotLine, pin, at } = change;
  const numbers = [
    ...Object.values(forward ?? {}),
    ...Object.values(speedDials ?? {}),
    at ?? null,
    typeof hotLine === 'object' && hotLine !== null ? hotLine.number : null,
  ];
  return (
    numbers.some((number) => number !== null && !isNumber(number)) ||
    Object.keys(speedDials ?? {}).length > 100 ||
    (pin !== undefined && !/^([0-9]{4,8})?$/.test(pin))
  );
}

const COMMANDS: { readonly [O in Command['op']]: CommandHandler<O> } = {
  ...CALL_COMMANDS,
  ...ATTENDANT_COMMANDS,
  setMode: (tx, { entity, mode }) => {
    if (!tx.base.tables.entities.has(entity)) return no('no-such-device');
    setMode(tx, entity, mode);
    return yes();
  },
  setSubscriber: (tx, asked) => {
    if (!tx.base.tables.lineOfNumber.has(asked.device)) return no('no-such-device');
    if (badSubscriberChange(asked)) return no('bad-number');
    changeSubscriber(tx, asked.device, asked.change);
    return yes();
  },
  setDoNotDisturb: (tx, asked) => {
    if (!tx.base.tables.lineOfNumber.has(asked.device)) return no('no-such-device');
    return setDoNotDisturb(tx, asked.device, asked) ? yes() : no('bad-number');
  },
  setFeature,
  setWakeUp: (tx, { device, minuteOfDay, by }) => {
    if (!tx.base.tables.lineOfNumber.has(device)) return no('no-such-device');
    return setWakeUp(tx, device, minuteOfDay, by) ? yes() : no('bad-number');
  },
  clearWakeUp: (tx, { device, by }) => {
    if (!tx.base.tables.lineOfNumber.has(device)) return no('no-such-device');
    return clearWakeUp(tx, device, by) ? yes() : no('not-in-that-state');
  },
  testCall: (tx, { port, number }) => testCall(tx, port, number),
  unblock: (tx, { number }) => {
    if (!tx.people.harassing.has(number)) return no('bad-number');
    const kept = { what: 'harassing', key: number, value: null } as const;
    restore(tx, [kept]);
    tx.emit({ kind: 'keep', kept });
    return yes();
  },
};

/** Carries out what the API asks, and answers. */
export function command(tx: Transaction, id: number, asked: Command): void {
  // The table is complete by its type; TypeScript cannot see that key and handler go together.
  const handler = COMMANDS[asked.op] as (tx: Transaction, asked: Command) => Reply;
  tx.emit({ kind: 'reply', id, reply: handler(tx, asked) });
}
