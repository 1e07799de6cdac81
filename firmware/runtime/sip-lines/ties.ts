import type { LineCardEvent } from '#ports/line-card.ts';
import type { CallerIdMessage, CallProgressTone, SaidByCarrier } from '#ports/media.ts';
import type { SipParty, SipSide } from '#ports/sip-stack.ts';
import type { Command, PortView, Reply } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import type { Voices } from './voices.ts';

/** What a port made of SIP has around it. */
export interface Ties {
  readonly sip: SipSide;
  readonly voices: Voices;
  tell(event: LineCardEvent): void;
  /** A digit that is dialled, as if it had been heard at the port. */
  digit(port: PortId, digit: string): void;
  /** A key in a call. */
  key(port: PortId, digit: string): void;
  /** A tone of the far exchange, as if it had been heard at the port. */
  progress(port: PortId, tone: CallProgressTone): void;
  callerId(port: PortId, message: CallerIdMessage, said: SaidByCarrier): void;
  ringback(port: PortId, on: boolean): void;
  /**
   * There is something to look after at this line: until it is at rest again it hears of each turn in which its port
   * changes, and of the next one in any case.
   */
  wakes(port: PortId): void;
  /** The port as the exchange has it now; null: not in its office. */
  view(port: PortId): PortView | null;
  /** By a command; answered at once or within a second. */
  ask(command: Command, answer: (reply: Reply) => void): void;
  later(milliseconds: number, act: () => void): () => void;
}

/** ITU-T Q.850 causes that a peer is told. */
export const CAUSE = {
  normal: 16,
  busy: 17,
  badNumber: 28,
  rejected: 21,
  noChannel: 34,
  noService: 31,
  incompatible: 88,
  timeout: 102,
} as const;

const DIALLED = /^(?:\+[0-9]{1,15}|[0-9*#]{1,40})$/;
/** What a telephone asks for can be dialled, and is no name. */
export const isDialled = (called: string): boolean => DIALLED.test(called);

export const partyOf = ({ number, name, absence }: CallerIdMessage): SipParty => ({
  number,
  name,
  restricted: absence === 'P',
});

/** How a caller is told to the exchange: one that is not to be shown is not given on (RFC 3323 §4.1.1). */
export function messageOf({ number, name, restricted }: SipParty): CallerIdMessage {
  if (restricted) return { number: '', name: '', dateTime: '', absence: 'P' };
  return { number, name, dateTime: '', absence: number === '' ? 'O' : '' };
}
