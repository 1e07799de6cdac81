import type { LineIn } from '../handlers.ts';
import type { LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { accountDigit, accountTimeout } from './account.ts';
import { wakeUpDigit, wakeUpTimeout } from './wake-up-code.ts';

/** Digits that the exchange has asked for: whose question it was. */
export const askedDigit = (tx: Transaction, line: LineIn<'asked'>, digit: string): LineState | 'go on' =>
  line.state.question.ask === 'wake-up' ? wakeUpDigit(tx, line, digit) : accountDigit(tx, line, digit);

export const askedTimeout = (tx: Transaction, line: LineIn<'asked'>): LineState | 'go on' =>
  line.state.question.ask === 'wake-up' ? wakeUpTimeout(tx, line) : accountTimeout(tx, line);
