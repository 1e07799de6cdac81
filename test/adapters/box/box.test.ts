import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askKeeper } from '#adapters/box/ask.ts';
import { KeptBox } from '#adapters/box/care.ts';
import { byProgram, bySocket } from '#adapters/box/reach.ts';
import { Uploads } from '#adapters/box/uploads.ts';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { sec } from '#units/time.ts';
import { seal } from '../../../tools/box/archive.ts';
import { boxContract } from '../../contracts/box.ts';
import { GOOD_UPDATE, PretendBox } from '../../support/pretend-box.ts';

const KEEPER = join(resolve(import.meta.dirname, '../../..'), 'tools/box/keeper.ts');
const PASSPHRASE = 'a horse that telephones';
const clocks = { clock: new RealClock(), wallClock: systemWallClock };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function pretend() {
  const computer = new PretendBox();
  await computer.open();
  const box = new KeptBox({ ...clocks, reach: bySocket(computer.socket), dataFolder: computer.data });
  return { computer, box };
}

boxContract(
  'the keeper of a box at its socket',
  async () => {
    const { computer, box } = await pretend();
    return {
      box,
      put: (path, text) => writeFileSync(join(computer.data, path), text),
      close: () => computer.close(),
    };
  },
  true,
);

boxContract(
  'the program of a computer that is no box',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-'));
    return {
      box: new KeptBox({ ...clocks, reach: byProgram(KEEPER, folder), dataFolder: folder }),
      put: (path, text) => writeFileSync(join(folder, path), text),
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
  false,
);

describe('a box with slots', () => {
  let computer: PretendBox;
  let box: KeptBox;
  beforeEach(async () => {
    ({ computer, box } = await pretend());
  });
  afterEach(() => computer.close());

  /** Real sockets need real turns of the loop, however many. */
  const ended = async () => {
    for (;;) {
      const seen = await box.view();
      if (!seen.ok) throw new Error(seen.error.what);
      if (seen.value.work?.state !== 'running') return seen.value;
      await new Promise<void>((turn) => setImmediate(turn));
    }
  };

  it('takes an update that was brought, and starts the other slot next', async () => {
    await box.upload('update', 0, bytes(GOOD_UPDATE));
    expect(await box.update(null)).toEqual({ ok: true, value: null });
    const seen = await ended();
    expect(seen).toMatchObject({
      work: { what: 'update', state: 'done' },
      slots: { running: 'A', next: 'B' },
    });
    expect(seen.uploaded.update).toBe(0);
    expect(await box.restart()).toEqual({ ok: true, value: null });
    expect(computer.done).toEqual(['installed', 'restart']);
  });

  const stickOf = async () => {
    const seen = await box.stick();
    if (!seen.ok) throw new Error(seen.error.what);
    return seen.value;
  };

  it('shows the one update on a stick with its version, and takes it from there', async () => {
    const mac = { '._tipring-2.raucb': 'what a Mac leaves beside it', 'readme.txt': 'x' };
    computer.sticks = { '/dev/sda1': { 'tipring-2.raucb': GOOD_UPDATE, ...mac } };
    const bytes = GOOD_UPDATE.length;
    expect(await stickOf()).toEqual({
      ...{ sticks: 1, updates: [{ name: 'tipring-2.raucb', bytes }], release: '2.0', refused: '' },
    });
    expect(computer.done).toEqual([]);
    expect(await box.updateFromStick('tipring-2.raucb')).toEqual({ ok: true, value: null });
    expect(await ended()).toMatchObject({ work: { what: 'update', state: 'done' }, slots: { next: 'B' } });
    expect(readdirSync(computer.system)).toEqual(['stick']);
    expect(readdirSync(join(computer.system, 'stick'))).toEqual([]);
  });

  it('a stick without an update, with several, or with one of strangers is told as that, and nothing is written', async () => {
    computer.sticks = { '/dev/sda1': { 'readme.txt': 'x' } };
    expect(await stickOf()).toMatchObject({ sticks: 1, updates: [], release: null });
    computer.sticks = { '/dev/sda1': { 'a.raucb': GOOD_UPDATE }, '/dev/sdb1': { 'b.raucb': GOOD_UPDATE } };
    expect(await stickOf()).toMatchObject({ sticks: 2, updates: [{ name: 'a.raucb' }, { name: 'b.raucb' }] });
    await box.updateFromStick('a.raucb');
    expect(await ended()).toMatchObject({
      work: { state: 'failed', why: 'several updates: a.raucb, b.raucb' },
    });
    computer.sticks = { '/dev/sda1': { 'a.raucb': 'somebody else signed this' } };
    expect(await stickOf()).toMatchObject({ release: null, refused: 'signature verification failed' });
    await box.updateFromStick('a.raucb');
    expect(await ended()).toMatchObject({ work: { state: 'failed', why: 'signature verification failed' } });
    expect(computer.done).toEqual([]);
    expect(readdirSync(computer.system)).toEqual(['stick']);
  });

  it('a stick that was changed for another one since it was looked at is refused', async () => {
    computer.sticks = { '/dev/sda1': { 'tipring-2.raucb': GOOD_UPDATE } };
    await stickOf();
    computer.sticks = { '/dev/sda1': { 'tipring-1.raucb': GOOD_UPDATE } };
    await box.updateFromStick('tipring-2.raucb');
    expect(await ended()).toMatchObject({
      work: { state: 'failed', why: 'the stick has tipring-1.raucb now' },
    });
    computer.sticks = {};
    await box.updateFromStick('tipring-2.raucb');
    expect((await ended()).work?.why).toContain('no stick has an update');
    expect(computer.done).toEqual([]);
  });

  it('says why it refuses an update, keeps the slot that it would start, and takes the next one', async () => {
    await box.upload('update', 0, bytes('somebody else signed this'));
    await box.update(null);
    expect(await ended()).toMatchObject({
      work: { state: 'failed', why: 'signature verification failed' },
      ...{ slots: { next: 'A' }, uploaded: { update: 0 } },
    });
    await box.update('https://updates.example/1.raucb');
    expect(await ended()).toMatchObject({ work: { state: 'done' } });
    expect(await box.update('/etc/passwd')).toEqual({ ok: true, value: null });
    expect(await ended()).toMatchObject({ work: { state: 'failed', why: '/etc/passwd is no address' } });
  });

  it('does one thing at a time: while an update is written nothing is started anew', async () => {
    let go = (): void => undefined;
    const body = new ReadableStream({
      start: (out) => {
        go = () => {
          out.enqueue(bytes(GOOD_UPDATE));
          out.close();
        };
      },
    });
    computer.fetched = () => new Response(body);
    await box.update('https://updates.example/1.raucb');
    const refused = { ok: false, error: { code: 'TR-BOX-004' } };
    expect(await box.update('https://updates.example/2.raucb')).toMatchObject(refused);
    expect(await box.restart()).toMatchObject(refused);
    expect(await box.reset()).toMatchObject(refused);
    expect(await box.stick()).toMatchObject(refused);
    expect(await box.upload('update', 0, bytes('x'))).toMatchObject(refused);
    go();
    expect(await ended()).toMatchObject({ work: { state: 'done' } });
  });

  it('puts a backup back with the exchange stopped, and leaves beside it what was there', async () => {
    writeFileSync(join(computer.data, 'office.yaml'), 'name: Old\n');
    const file = seal([{ path: 'office.yaml', content: Buffer.from('name: New\n') }], PASSPHRASE, 4);
    await box.upload('backup', 0, file);
    await box.restore(PASSPHRASE);
    expect(await ended()).toMatchObject({ work: { what: 'restore', state: 'done' } });
    expect(computer.done).toEqual(['exchange stopped', 'exchange started']);
    expect(readFileSync(join(computer.data, 'office.yaml'), 'utf8')).toBe('name: New\n');
    expect(readFileSync(join(`${computer.data}.before`, 'office.yaml'), 'utf8')).toBe('name: Old\n');
  });

  it('stops nothing for a backup that cannot be opened', async () => {
    await box.upload('backup', 0, bytes('no backup at all'));
    await box.restore(PASSPHRASE);
    expect(await ended()).toMatchObject({ work: { state: 'failed', why: 'this is no backup of a box' } });
    expect(computer.done).toEqual([]);
  });

  it('is marked to be as new before it starts anew', async () => {
    expect(await box.reset()).toEqual({ ok: true, value: null });
    expect(existsSync(join(computer.system, 'reset'))).toBe(true);
    expect(computer.done).toEqual(['restart']);
  });

  it('forgets what was half brought when the exchange starts anew', async () => {
    await box.upload('update', 0, bytes('half'));
    const next = new KeptBox({ ...clocks, reach: bySocket(computer.socket), dataFolder: computer.data });
    expect(await next.view()).toMatchObject({ value: { uploaded: { update: 0 } } });
  });

  it('starts though what was half brought cannot be taken away; the next file is refused in words', async () => {
    // Whatever the reason, another user or a damaged card: the longest name that a file system knows has 255 bytes.
    const next = new Uploads(join(computer.data, 'x'.repeat(300)));
    expect(await next.bytes('update')).toBe(0);
    expect(await next.take('update', 0, bytes('x'))).toMatchObject({
      ok: false,
      error: { code: 'TR-BOX-003' },
    });
  });
});

describe('a keeper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('that is not there is a refusal, and is asked again the next time', async () => {
    mkdirSync(folder, { recursive: true });
    const box = new KeptBox({ ...clocks, reach: bySocket(join(folder, 'none')), dataFolder: folder });
    expect(await box.view()).toMatchObject({ ok: false, error: { code: 'TR-BOX-002' } });
    expect(await box.view()).toMatchObject({ ok: false, error: { code: 'TR-BOX-002' } });
  });

  it('that says nothing, or nothing that can be understood, is given up', async () => {
    const clock = new VirtualClock();
    const answers = new PassThrough();
    const reach = () => ({ questions: new PassThrough(), answers, close: () => answers.destroy() });
    const asked = askKeeper(reach, { ask: 'facts' }, clock, 1_000);
    clock.runFor(sec(2));
    expect(await asked).toMatchObject({ ok: false, error: { code: 'TR-BOX-002' } });
    for (const said of ['no JSON\n', '', 'x'.repeat(100_000)]) {
      const talks = () => ({
        questions: new PassThrough(),
        answers: Readable.from([Buffer.from(said)]),
        close() {},
      });
      expect(await askKeeper(talks, { ask: 'facts' }, clock, 1_000)).toMatchObject({ ok: false });
    }
  });
});
