/** One question to the keeper and its answer: a line, and a file behind it where there is one. */
import type { BoxFile, KeeperAnswer, KeeperRequest } from '#ports/box.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { after, ms } from '#units/time.ts';
import type { Reach, Reached } from './reach.ts';

const LINE_BYTES_MAX = 65_536;
const NEWLINE = 10;

export type Kept = Exclude<KeeperAnswer, { refused: Fault } | { file: number }> | { readonly file: BoxFile };

const silent = (what: string): Fault => ({
  code: 'TR-BOX-002',
  where: 'keeper of the box',
  what,
  todo: 'look at the journal of the box; start it anew',
});

/** `withinMs`: until the line is there; a file may be read at leisure, and whoever stops reading it ends it. */
export async function askKeeper(
  reach: Reach,
  request: KeeperRequest,
  clock: Clock,
  withinMs: number,
): Promise<Result<Kept>> {
  const reached = reach();
  let late = false;
  const cancel: Cancel = clock.at(after(clock.now(), ms(withinMs)), () => {
    late = true;
    reached.close();
  });
  const chunks = reached.answers[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let answer: Result<Kept>;
  try {
    reached.answers.on('error', () => undefined);
    reached.questions.on('error', () => undefined);
    reached.questions.write(`${JSON.stringify(request)}\n`);
    answer = await firstLine(chunks, reached);
  } catch (error) {
    answer = fail(silent((error as Error).message));
  }
  cancel();
  if (late) return fail(silent(`it has not answered within ${withinMs / 1_000} s`));
  if (!(answer.ok && 'file' in answer.value)) reached.close();
  return answer;
}

async function firstLine(chunks: AsyncIterator<Buffer>, reached: Reached): Promise<Result<Kept>> {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf(NEWLINE);
    if (end >= 0) return understood(read.subarray(0, end), read.subarray(end + 1), chunks, reached);
    if (read.length > LINE_BYTES_MAX) return fail(silent('it talks too much'));
    const next = await chunks.next();
    if (next.done === true) return fail(silent('it ended without a word'));
    read = Buffer.concat([read, next.value]);
  }
}

function understood(
  line: Buffer,
  rest: Buffer,
  chunks: AsyncIterator<Buffer>,
  reached: Reached,
): Result<Kept> {
  const answer = JSON.parse(line.toString('utf8')) as KeeperAnswer;
  if ('refused' in answer) return fail(answer.refused);
  if (!('file' in answer)) return ok(answer);
  return ok({ file: { bytes: answer.file, content: fileOf(answer.file, rest, chunks, reached) } });
}

async function* fileOf(
  bytes: number,
  first: Buffer,
  chunks: AsyncIterator<Buffer>,
  reached: Reached,
): AsyncGenerator<Uint8Array> {
  let left = bytes - first.length;
  try {
    if (first.length > 0) yield first;
    while (left > 0) {
      const next = await chunks.next();
      if (next.done === true) throw new Error('the keeper ended in the middle of a file');
      left -= next.value.length;
      yield next.value;
    }
  } finally {
    reached.close();
  }
}
