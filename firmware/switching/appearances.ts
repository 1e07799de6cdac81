import type { Extension } from './office.ts';
import type { LinePort, PortIndex } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * A telephone may have several lines of one number (call appearances, ECMA-269): each is a port with a call
 * of its own, while what people set, and who is looked for, is the number. Most telephones have one line, and cost
 * nothing here but a look into an empty table.
 */

/** Ports of an extension's telephone, its first line first. */
export const portsOf = ({ port, appearances }: Extension): readonly Extension['port'][] =>
  appearances.length === 0 ? [port] : [port, ...appearances];

/** The lines of the telephone that `line` belongs to. */
export function linesOf(tx: Transaction, line: LinePort): readonly LinePort[] {
  const all = tx.base.tables.appearances.get(line.config.number);
  return all === undefined ? [tx.line(line.index)] : all.map((index) => tx.line(index));
}

/**
 * The line of a telephone that rings for the next call: the first that is idle. Null: none is, or as many as allowed
 * are in use. A call that shall disturb nobody (hunting, paging) asks with `callsMax` 1.
 */
export function freeLine(
  tx: Transaction,
  phone: LinePort,
  callsMax: number | null = phone.config.callsMax,
): LinePort | null {
  const all = tx.base.tables.appearances.get(phone.config.number);
  if (all === undefined) return phone.state.state === 'idle' ? phone : null;
  let free: LinePort | null = null;
  let used = 0;
  for (const index of all) {
    const line = tx.line(index);
    if (line.state.state === 'idle') free ??= line;
    else if (line.state.state !== 'outOfService') used++;
  }
  return callsMax !== null && used >= callsMax ? null : free;
}

/** Every line of the telephone is out of service. */
export function isOutOfService(tx: Transaction, phone: LinePort): boolean {
  const all = tx.base.tables.appearances.get(phone.config.number);
  if (all === undefined) return phone.state.state === 'outOfService';
  return all.every((index) => tx.line(index).state.state === 'outOfService');
}

/** One of the parties is a line of this telephone. */
export function isOneOf(tx: Transaction, parties: readonly PortIndex[], phone: LinePort): boolean {
  const all = tx.base.tables.appearances.get(phone.config.number);
  return all === undefined ? parties.includes(phone.index) : all.some((index) => parties.includes(index));
}

/** The line that stands for the whole telephone: its first. */
export const firstLine = (tx: Transaction, line: LinePort): PortIndex =>
  tx.base.tables.appearances.get(line.config.number)?.[0] ?? line.index;
