/** One question to the keeper and its answer: a line, and a file behind it where there is one. */
import type { BoxFile, KeeperAnswer, KeeperRequest } from '#ports/box.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { after, ms } from '#units/time.ts';
import type { Reach } from './reach.ts';

const LINE_BYTES_MAX = 65_536;
/** Until a file is read, however slow the network. */
const FILE_MS_MAX = 1_800_000;
const NEWLINE = 10;

export type Kept = Exclude<KeeperAnswer, { refused: Fault } | { file: number }> | { readonly file: BoxFile };

const silent = (what: string): Fault => ({
  code: 'TR-BOX-002',
  where: 'keeper of the box',
  what,
  todo: 'look at the journal of the box; start it anew',
});

/** `withinMs`: until the line is there. A file behind it has a time of its own, and whoever stops reading it ends it. */
export async function askKeeper(
  reach: Reach,
  request: KeeperRequest,
  clock: Clock,
  withinMs: number,
): Promise<Result<Kept>> {
  const reached = reach();
  let late = false;
  let cancel: Cancel = () => undefined;
  const limit = (spanMs: number): void => {
    cancel();
    cancel = clock.at(after(clock.now(), ms(spanMs)), () => {
      late = true;
      reached.close();
    });
  };
  const end = (): void => {
    cancel();
    reached.close();
  };
  limit(withinMs);
  const chunks = reached.answers[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let answer: Result<Kept>;
  try {
    reached.answers.on('error', () => undefined);
    reached.questions.on('error', () => undefined);
    reached.questions.write(`${JSON.stringify(request)}\n`);
    answer = await firstLine(chunks, end);
  } catch (error) {
    answer = fail(silent((error as Error).message));
  }
  if (answer.ok && 'file' in answer.value && !late) limit(FILE_MS_MAX);
  else end();
  return late ? fail(silent(`it has not answered within ${withinMs / 1_000} s`)) : answer;
}

async function firstLine(chunks: AsyncIterator<Buffer>, finish: () => void): Promise<Result<Kept>> {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf(NEWLINE);
    if (end >= 0) return understood(read.subarray(0, end), read.subarray(end + 1), chunks, finish);
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
  finish: () => void,
): Result<Kept> {
  const answer = JSON.parse(line.toString('utf8')) as KeeperAnswer;
  if ('refused' in answer) return fail(answer.refused);
  if (!('file' in answer)) return ok(answer);
  return ok({ file: fileOf(answer.file, rest, chunks, finish) });
}

/** Not a generator: one that nobody has begun to read would not hear that nobody will. */
function fileOf(bytes: number, first: Buffer, chunks: AsyncIterator<Buffer>, end: () => void): BoxFile {
  let left = bytes;
  let waiting: Buffer | null = first;
  const over = { done: true, value: undefined } as const;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    if (left <= 0) {
      end();
      return over;
    }
    const read: IteratorResult<Buffer> =
      waiting === null || waiting.length === 0 ? await chunks.next() : { done: false, value: waiting };
    waiting = null;
    if (read.done === true) throw new Error('the keeper ended in the middle of a file');
    left -= read.value.length;
    return { done: false, value: read.value };
  };
  const content: AsyncIterator<Uint8Array> = {
    next: () =>
      next().catch((error: unknown) => {
        end();
        throw error;
      }),
    return: async () => {
      end();
      return over;
    },
  };
  return { bytes, content: { [Symbol.asyncIterator]: () => content } };
}
