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

export const DIALOG_INFO = 'application/dialog-info+xml';
/** More calls than a lamp has colours; the rest is not told. */
const CALLS_MAX = 8;

/** Text of XML: its signs, and none of the characters that XML 1.0 forbids. */
export const escapedXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

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
