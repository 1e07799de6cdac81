import type { PortId } from '#units/ids.ts';
import type { ReleaseSignal } from '../people.ts';
import type { DearRule } from './dear-calls.ts';
import type { ServiceCard } from './service-card.ts';

/** The numbering sheet that hangs beside every telephone: all that people know of the exchange. */
export interface Sheet {
  readonly extensions: readonly { readonly number: string; readonly port: PortId }[];
  readonly lines: readonly SheetLine[];
  readonly groups: readonly {
    readonly id: string;
    readonly prefix: string;
    readonly hunt: 'linear' | 'longest-idle';
  }[];
  readonly emergency: readonly string[];
  readonly services: ServiceCard;
  /** Null: nobody calls numbers that cost extra, and no limit is set. */
  readonly dear: DearRule | null;
}

export interface SheetLine {
  readonly port: PortId;
  readonly number: string;
  readonly group: string;
  readonly dialling: 'dtmf' | 'pulse';
  /** Extension number that rings for calls from outside. */
  readonly ringIn: string;
  /** What this line shows; the office is set up to see it. */
  readonly answer: 'polarity' | 'voice';
  readonly release: ReleaseSignal;
  /** It speaks in messages (SIP): the office may ring for a caller before his exchange has heard that it does. */
  readonly messages?: true;
}

/** What somebody who dials these digits means. */
export type Meaning =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'extension'; readonly port: PortId; readonly number: string }
  | { readonly kind: 'outside'; readonly group: string; readonly number: string }
  | { readonly kind: 'emergency'; readonly number: string }
  | { readonly kind: 'vacant' };

export function meaningOf(sheet: Sheet, digits: string): Meaning {
  if (digits === '') return { kind: 'nothing' };
  const group = sheet.groups.find(({ prefix }) => digits.startsWith(prefix));
  const bare = group === undefined ? digits : digits.slice(group.prefix.length);
  const emergency = sheet.emergency.find((number) => number === digits || number === bare);
  if (emergency !== undefined) return { kind: 'emergency', number: emergency };
  if (group !== undefined && bare !== '') return { kind: 'outside', group: group.id, number: bare };
  const extension = sheet.extensions.find(({ number }) => number === digits);
  return extension === undefined ? { kind: 'vacant' } : { kind: 'extension', ...extension };
}

export const numberOf = (sheet: Sheet, port: PortId): string =>
  sheet.extensions.find((extension) => extension.port === port)?.number ?? '';
