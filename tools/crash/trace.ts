/*
 * What a process did to one folder, as `native/storage-shim` tells it: five little-endian 64-bit words (kind, file,
 * offset, length, bytes of payload) and the payload.
 */

export type Operation =
  | { readonly op: 'open'; readonly file: number; readonly path: string }
  | { readonly op: 'write'; readonly file: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly op: 'truncate'; readonly file: number; readonly length: number }
  | { readonly op: 'sync'; readonly file: number }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  | { readonly op: 'unlink'; readonly path: string }
  | { readonly op: 'syncFolder'; readonly path: string };

const HEAD_BYTES = 40;

/** The operations in order; a record that the end of the process cut off is left out. */
export function readTrace(trace: Buffer): Operation[] {
  const operations: Operation[] = [];
  for (let at = 0; at + HEAD_BYTES <= trace.length; ) {
    const word = (index: number): number => Number(trace.readBigUInt64LE(at + index * 8));
    const end = at + HEAD_BYTES + word(4);
    if (end > trace.length) break;
    operations.push(operationOf(word, trace.subarray(at + HEAD_BYTES, end)));
    at = end;
  }
  return operations;
}

function operationOf(word: (index: number) => number, payload: Buffer): Operation {
  const file = word(1);
  switch (word(0)) {
    case 1:
      return { op: 'open', file, path: payload.toString() };
    case 2:
      return { op: 'write', file, offset: word(2), bytes: payload };
    case 3:
      return { op: 'truncate', file, length: word(3) };
    case 4:
      return { op: 'sync', file };
    case 5: {
      const [from = '', to = ''] = payload.toString().split('\0');
      return { op: 'rename', from, to };
    }
    case 6:
      return { op: 'unlink', path: payload.toString() };
    case 7:
      return { op: 'syncFolder', path: payload.toString() };
    default:
      throw new Error(`a record of kind ${word(0)} in the trace: it is damaged, or of another format`);
  }
}
