import type { Way } from './destination.ts';
import type { CallRecord, Diversion, DiversionReason, LegReason } from './model.ts';
import { extensionOf } from './people.ts';
import { hidesNumber } from './routing/presentation.ts';
import type { Call, CallIndex } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * Who has sent a caller on to where he is called now: shown at the telephone that rings, and said to the carrier over
 * which the call goes out again.
 */

/** Ways by which a call comes to one number because another was called; who goes another way was called there. */
const WHY: Partial<Readonly<Record<LegReason, DiversionReason>>> = {
  'forward-all': 'unconditional',
  'forward-busy': 'user-busy',
  'forward-no-answer': 'no-answer',
  'forward-offline': 'unavailable',
  secretary: 'unconditional',
  diverted: 'deflection',
  attendant: 'unknown',
};

/** A group overflows because nobody in it answers, or because nobody could even ring. */
function whyOf({ alertedAt }: Call, how: LegReason): DiversionReason | undefined {
  if (how === 'hunt') return alertedAt === null ? 'user-busy' : 'no-answer';
  return WHY[how];
}

/** As many as a call can be diverted in ISUP (ITU-T Q.732.2 §2.5.2); a longer way keeps its beginning and its end. */
export const DIVERSIONS_KEPT = 5;

type Who = Pick<Diversion, 'number' | 'name' | 'publicNumber' | 'hidden'>;

function whoIs(tx: Transaction, number: string): Who {
  const extension = extensionOf(tx, number);
  if (extension !== null) {
    const { name, publicNumber } = extension;
    return {
      number,
      name,
      publicNumber,
      hidden: hidesNumber(extension, tx.people.subscribers.get(number), false),
    };
  }
  const { huntGroups, attendantGroups } = tx.base.tables;
  const name = (huntGroups.get(number) ?? attendantGroups.get(number))?.name ?? '';
  return { number, name, publicNumber: '', hidden: false };
}

/** With one more; what falls out in between is counted with the one that follows it. */
export function withDiversion(chain: readonly Diversion[], next: Diversion): readonly Diversion[] {
  const before = chain.at(-1)?.number === next.number ? chain.slice(0, -1) : chain;
  const all = [...before, next];
  const [first, left, after, ...rest] = all;
  if (all.length <= DIVERSIONS_KEPT || first === undefined || left === undefined || after === undefined)
    return all;
  return [first, { ...after, count: after.count + left.count }, ...rest];
}

/** What happened to it before it came here stays true, whoever it goes to. */
export const fromOutside = ({ diversions }: Call): readonly Diversion[] =>
  diversions.length === 0 ? diversions : diversions.filter(({ outside }) => outside);

/** Who is shown inside to have sent it on, the last one: colleagues hide nothing from each other, somebody outside may. */
export function sentOnBy(diversions: readonly Diversion[]): Pick<Diversion, 'number' | 'name'> | null {
  const last = diversions.at(-1);
  return last === undefined || (last.outside && last.hidden)
    ? null
    : { number: last.number, name: last.name };
}

/** For the record. */
export function sentOnBefore(call: Call): Pick<CallRecord, 'sentOn'> {
  const before = fromOutside(call);
  if (before.length === 0) return {};
  return { sentOn: before.map(({ number, hidden, why }) => ({ number: hidden ? '' : number, why })) };
}

function note(tx: Transaction, call: Call, by: string, why: DiversionReason): void {
  const next: Diversion = { ...whoIs(tx, by), why, count: 1, outside: false };
  tx.updateCall(call.index, { diversions: withDiversion(call.diversions, next) });
}

/** A caller is on his way to a number. `way`: what brought him there. */
export function noteWay(tx: Transaction, index: CallIndex, { how, by }: Way): void {
  const call = tx.call(index);
  const why = whyOf(call, how);
  if (why !== undefined && by !== '') note(tx, call, by, why);
  else if (call.diversions.length > 0) tx.updateCall(index, { diversions: fromOutside(call) });
}

/**
 * The same to a public number. A caller from outside goes out again in the name of whoever sends him there, by
 * whatever way.
 */
export function noteWayOut(tx: Transaction, index: CallIndex, way: Way): void {
  noteWay(tx, index, way);
  const call = tx.call(index);
  if (whyOf(call, way.how) === undefined && way.by !== '' && tx.port(call.from).kind === 'trunk')
    note(tx, call, way.by, 'unknown');
}
