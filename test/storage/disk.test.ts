import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Dice } from '#sim/harness/dice.ts';
import { type Cut, Disk } from '../../tools/crash/disk.ts';
import { type Operation, readTrace } from '../../tools/crash/trace.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: number, offset: number, text: string): Operation => ({
  ...{ op: 'write', file, offset },
  bytes: Buffer.from(text),
});
const left = (operations: readonly Operation[], cut: Cut): Record<string, string> => {
  const disk = new Disk();
  for (const operation of operations) disk.do(operation);
  const place = mkdtempSync(join(folder, 'left-'));
  disk.leave(place, cut, Dice.of(1, 'test'));
  return Object.fromEntries(
    readdirSync(place).map((name) => [name, readFileSync(join(place, name), 'utf8')]),
  );
};

describe('a disk as it is promised, and no better', () => {
  const open = (path: string, file: number): Operation => ({ op: 'open', file, path: `/d/${path}` });
  const sync = (file: number): Operation => ({ op: 'sync', file });

  test('what was synced stays; what was not may be lost', () => {
    const operations = [open('a', 1), write(1, 0, 'old'), sync(1), write(1, 0, 'new'), write(1, 3, '!')];
    expect(left(operations, 'all lost')).toEqual({ a: 'old' });
    expect(left(operations, 'nothing lost')).toEqual({ a: 'new!' });
  });

  test('a name is sure after a sync of its file or its folder; a renaming after one of the folder', () => {
    const made = [open('a', 1), write(1, 0, 'x')];
    expect(left(made, 'all lost')).toEqual({});
    expect(left([...made, sync(1)], 'all lost')).toEqual({ a: 'x' });
    const renamed: Operation[] = [...made, sync(1), { op: 'rename', from: '/d/a', to: '/d/b' }];
    expect(left(renamed, 'all lost')).toEqual({ a: 'x' });
    expect(left([...renamed, { op: 'syncFolder', path: '/d' }], 'all lost')).toEqual({ b: 'x' });
  });

  test('a write is torn at the blocks of the disk', () => {
    const text = 'a'.repeat(512 * 20);
    const { a } = left([open('a', 1), write(1, 0, ''), sync(1), write(1, 0, text)], 'torn at 512');
    const blocks = (a ?? '').match(/.{512}/gs) ?? [];
    expect(new Set(blocks)).toEqual(new Set([text.slice(0, 512), '\0'.repeat(512)]));
  });

  test('a file that takes the number of a removed one begins empty', () => {
    const operations: Operation[] = [
      ...[open('a', 1), write(1, 0, 'secret'), sync(1)],
      ...[{ op: 'unlink', path: '/d/a' } as const, open('b', 1), write(1, 0, 'b')],
    ];
    expect(left(operations, 'nothing lost')).toEqual({ b: 'b' });
  });
});

describe('the trace', () => {
  test('a record that was cut off at the end is left out; an unknown one is told', () => {
    const record = (kind: number, payload: string): Buffer => {
      const head = Buffer.alloc(40);
      head.writeBigUInt64LE(BigInt(kind), 0);
      head.writeBigUInt64LE(BigInt(payload.length), 32);
      return Buffer.concat([head, Buffer.from(payload)]);
    };
    const whole = Buffer.concat([record(6, '/d/a'), record(5, '/d/a\0/d/b')]);
    const operations = [
      { op: 'unlink', path: '/d/a' },
      { op: 'rename', from: '/d/a', to: '/d/b' },
    ];
    expect(readTrace(whole)).toEqual(operations);
    expect(readTrace(whole.subarray(0, -1))).toEqual(operations.slice(0, 1));
    expect(() => readTrace(record(99, ''))).toThrow('kind 99');
  });
});
