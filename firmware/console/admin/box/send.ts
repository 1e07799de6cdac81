/** A file goes to the box in pieces: each is a question of its own, and none takes longer than the box allows. */
import type { BoxUploaded } from '#web/protocol/box.ts';
import { type Answer, ask } from '../api.ts';

/** As the box's own limit on a piece. */
const PIECE_BYTES = 1024 * 1024;

export async function send(
  what: 'update' | 'backup',
  file: File,
  onPercent: (percent: number) => void,
): Promise<Answer<BoxUploaded>> {
  let answer: Answer<BoxUploaded> = { ok: true, value: { bytes: 0 } };
  for (let offset = 0; offset < file.size && answer.ok; offset += PIECE_BYTES) {
    onPercent(Math.floor((offset / file.size) * 100));
    const piece = file.slice(offset, offset + PIECE_BYTES, 'application/octet-stream');
    answer = await ask<BoxUploaded>('PUT', `/api/box/uploads/${what}/${offset}`, piece);
  }
  return answer;
}
