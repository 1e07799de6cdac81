import type { Command, Reply } from '../model.ts';
import type { Transaction } from '../transaction.ts';

/** Carries out what the API asks, and answers. */
export function command(tx: Transaction, id: number, asked: Command): void {
  const reply: Reply = { ok: false, why: 'device-cannot' };
  void asked;
  tx.emit({ kind: 'reply', id, reply });
}
