import { sec } from '#units/time.ts';
import { type EventPackage, whole } from './package.ts';
import { escapedXml } from './xml-text.ts';

/** RFC 4235: what busy-lamp keys of telephones are told of an extension. */

export interface WatchedCall {
  /** Of the call, stable while it lasts. */
  readonly id: string;
  /** `initiator`: the watched extension called. */
  readonly direction: 'initiator' | 'recipient';
  readonly state: 'trying' | 'early' | 'confirmed' | 'terminated';
  /** Who is at the other end; empty where the watcher may not know. */
  readonly remoteNumber: string;
  readonly remoteName: string;
}

const DIALOG_INFO = 'application/dialog-info+xml';
/** More calls than a lamp has colours; the rest is not told. */
const CALLS_MAX = 8;

export function dialogInfo(
  entity: string,
  host: string,
  version: number,
  calls: readonly WatchedCall[],
): string {
  const dialogs = calls.slice(0, CALLS_MAX).map(({ id, direction, state, remoteNumber, remoteName }) => {
    const uri = `sip:${remoteNumber}@${host}`;
    const remote =
      remoteNumber === ''
        ? ''
        : `<remote><identity display="${escapedXml(remoteName)}">${escapedXml(uri)}</identity><target uri="${escapedXml(uri)}"/></remote>`;
    return `<dialog id="${escapedXml(id)}" direction="${direction}"><state>${state}</state>${remote}</dialog>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="${escapedXml(entity)}">`,
    ...dialogs,
    '</dialog-info>',
    '',
  ].join('\r\n');
}

export const DIALOG: EventPackage<readonly WatchedCall[]> = {
  contentType: DIALOG_INFO,
  subject: 'named',
  // §3.10.
  spacing: sec(1),
  atRest: [],
  news: (calls, { entity, host, version }) => whole(DIALOG_INFO, dialogInfo(entity, host, version, calls)),
};
