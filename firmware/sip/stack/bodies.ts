import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import { fieldOf, listOf } from '../codec/fields.ts';
import { SyntaxFault } from '../codec/reader.ts';
import { unescaped } from '../codec/uri.ts';
import { readAddress } from '../codec/values.ts';
import { numberOfUri } from '../identity/caller.ts';

const UTF8 = new TextDecoder();

/** A key in the body of INFO: `application/dtmf-relay` as most say it, or `application/dtmf`. Null: no key. */
export function dtmfOf(request: SipRequest): { readonly digit: string; readonly durationMs: number } | null {
  const type = (fieldOf(request, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  const text = UTF8.decode(request.body.subarray(0, 256));
  const signal =
    type === 'application/dtmf-relay'
      ? /^\s*signal\s*=\s*([0-9A-Da-d*#]|1[0-5])\s*$/im.exec(text)?.[1]
      : type === 'application/dtmf'
        ? /^\s*([0-9A-Da-d*#]|1[0-5])\s*$/.exec(text)?.[1]
        : undefined;
  if (signal === undefined) return null;
  const duration = /^\s*duration\s*=\s*([0-9]{1,5})/im.exec(text)?.[1];
  // Some write the event number of RFC 4733 for star and hash.
  const digit = signal.length === 2 ? ('*#ABCD'[Number(signal) - 10] ?? '') : signal.toUpperCase();
  return { digit, durationMs: Math.min(6_000, Number(duration ?? 100)) };
}

export const dtmfRelay = (digit: string): Uint8Array =>
  new TextEncoder().encode(`Signal=${digit}\r\nDuration=160\r\n`);

/** A dialog as Replaces names it (RFC 3891 §6.1): its tags as we have them. */
export interface NamedDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly earlyOnly: boolean;
}

export function readReplaces(value: string): NamedDialog | null {
  const [callId = '', ...params] = value.split(';').map((part) => part.trim());
  const of = (name: string): string =>
    params.find((entry) => entry.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const [localTag, remoteTag] = [of('to-tag'), of('from-tag')];
  if (callId === '' || callId.length > 256 || localTag === '') return null;
  return { callId, localTag, remoteTag, earlyOnly: params.includes('early-only') };
}

export const replacesOf = (request: SipRequest): NamedDialog | null | 'broken' => {
  const value = fieldOf(request, 'replaces');
  return value === undefined ? null : (readReplaces(value) ?? 'broken');
};

/** Where a REFER sends the other party, and whose place it takes there. Null: cannot be read. */
export function referTarget(
  request: SipRequest,
): { readonly to: string; readonly replaces: NamedDialog | null } | null {
  const values = listOf(request, 'refer-to');
  if (values.length !== 1) return null;
  let target: NameAddress;
  try {
    target = readAddress(values[0]!, { steps: 0 }, 'Refer-To');
  } catch (error) {
    if (error instanceof SyntaxFault) return null;
    throw error;
  }
  const { uri } = target;
  const headers = 'headers' in uri ? (uri.headers ?? '') : '';
  const replaces = headers.split('&').find((entry) => entry.toLowerCase().startsWith('replaces='));
  const to = numberOfUri(uri);
  if (to === '') return null;
  return { to, replaces: replaces === undefined ? null : readReplaces(unescaped(replaces.slice(9))) };
}
