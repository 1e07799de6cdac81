import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runUpdate } from '../../tools/box/commands.ts';
import { lookAtSticks } from '../../tools/box/stick.ts';
import { update as fetchUpdate, type Updater } from '../../tools/box/update.ts';

const GOOD = 'signed for this box';
let folder: string;
let said: string[];
/** Files on sticks, by partition. */
let sticks: Record<string, Record<string, string>>;
/** What the address answers. */
let answer: () => Response;
let installed: string[];

/** A box that takes what is signed for it, as RAUC does, and has sticks that can be mounted one at a time. */
const box: Updater = {
  sticks: () => Object.keys(sticks),
  mount: (device, at) => {
    const files = sticks[device];
    if (files === undefined || device.endsWith('9')) return 'wrong fs type';
    expect(readdirSync(at)).toEqual([]);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
    return null;
  },
  unmount: (at) => {
    for (const name of readdirSync(at)) rmSync(join(at, name));
  },
  running: () => '1.10.0-1a2b3c4',
  inspect: (bundle) => {
    const [content = '', release = ''] = readFileSync(bundle, 'utf8').split(' as ');
    return content === GOOD ? { release } : { why: 'signature verification failed' };
  },
  install: (bundle) => {
    if (!readFileSync(bundle, 'utf8').startsWith(GOOD)) return 'signature verification failed';
    installed.push(bundle);
    return null;
  },
  fetch: async () => answer(),
};
const update = (...words: string[]): Promise<number> =>
  runUpdate(words, folder, box, { out: (text) => said.push(text), err: (text) => said.push(text) });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-'));
  mkdirSync(join(folder, 'stick'));
  [said, installed, sticks] = [[], [], {}];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('an update from a file', () => {
  it('is installed, and it is said what to do next', async () => {
    const file = join(folder, 'new.raucb');
    writeFileSync(file, GOOD);
    expect(await update(file)).toBe(0);
    expect(installed).toEqual([file]);
    expect(said.join()).toContain('systemctl reboot');
  });

  it.each(['', 'truncated', 'for another board'])('that is %j changes nothing', async (content) => {
    const file = join(folder, 'new.raucb');
    writeFileSync(file, content);
    expect(await update(file)).toBe(1);
    expect(installed).toEqual([]);
    expect(said.join()).toMatch(/nothing was changed: signature verification failed/);
  });

  it('that is older than what runs is refused, and taken when the console says that it may be', async () => {
    const file = join(folder, 'old.raucb');
    writeFileSync(file, `${GOOD} as 1.9.3-9f8e7d6`);
    expect(await update(file)).toBe(1);
    expect(said.join()).toContain('1.9.3-9f8e7d6 is older than 1.10.0-1a2b3c4, which runs');
    expect(installed).toEqual([]);
    expect(await update(file, '--older')).toBe(0);
    expect(installed).toEqual([file]);
  });

  it.each(['1.10.0-9f8e7d6', '1.10.1-9f8e7d6', '1.11.0', '2.0.0', 'trial'])(
    'that is %s is not older',
    async (release) => {
      const file = join(folder, 'new.raucb');
      writeFileSync(file, `${GOOD} as ${release}`);
      expect(await update(file)).toBe(0);
    },
  );

  it('that is not there, or was not named, is told', async () => {
    expect(await update(join(folder, 'none.raucb'))).toBe(1);
    expect(await update()).toBe(2);
    expect(installed).toEqual([]);
  });
});

describe('an update from a stick', () => {
  it('is the one that is on it, whichever stick that is, and however many others cannot be read', async () => {
    sticks = {
      '/dev/sda9': {},
      '/dev/sdb1': { 'readme.txt': 'x' },
      '/dev/sdc1': { 'tipring-1.1.raucb': GOOD, '._tipring-1.1.raucb': 'what a Mac leaves beside it' },
    };
    expect(await update('stick')).toBe(0);
    expect(installed).toHaveLength(1);
    expect(readdirSync(join(folder, 'stick'))).toEqual([]);
  });

  it('that is older is shown as refused before anything is written, and is not taken', async () => {
    sticks = { '/dev/sda1': { 'a.raucb': `${GOOD} as 1.9.3-9f8e7d6` } };
    const refused = expect.stringContaining('1.9.3-9f8e7d6 is older than 1.10.0');
    expect(lookAtSticks(folder, box)).toMatchObject({ release: null, refused });
    expect(await update('stick')).toBe(1);
    expect(installed).toEqual([]);
    expect(await update('stick', '--older')).toBe(0);
  });

  it('is none when there is none, or when nobody can say which of two', async () => {
    expect(await update('stick')).toBe(1);
    sticks = { '/dev/sda1': { 'a.raucb': GOOD }, '/dev/sdb1': { 'b.raucb': GOOD } };
    expect(await update('stick')).toBe(1);
    expect(said.join()).toContain('several updates: a.raucb, b.raucb');
    expect(installed).toEqual([]);
  });

  it('that is larger than an update can be, or a link to something else, fills no card', async () => {
    sticks = { '/dev/sda1': { 'a.raucb': GOOD } };
    expect(await fetchUpdate('stick', folder, box, { bytesMax: GOOD.length - 1 })).toMatchObject({
      ok: false,
    });
    const linked: Updater = {
      ...box,
      mount: (_device, at) => {
        symlinkSync('/etc/hostname', join(at, 'a.raucb'));
        return null;
      },
    };
    expect(await fetchUpdate('stick', folder, linked)).toMatchObject({ ok: false });
    expect(installed).toEqual([]);
    expect(existsSync(join(folder, 'update.raucb'))).toBe(false);
  });

  it('leaves the stick to be pulled out also when it is refused', async () => {
    sticks = { '/dev/sda1': { 'a.raucb': 'wrong' } };
    expect(await update('stick')).toBe(1);
    expect(readdirSync(join(folder, 'stick'))).toEqual([]);
  });
});

describe('an update from an address', () => {
  const address = 'https://updates.example/tipring.raucb';
  const leftBehind = () => existsSync(join(folder, 'update.raucb'));

  it('is brought, installed, and not kept', async () => {
    answer = () => new Response(GOOD);
    expect(await update(address)).toBe(0);
    expect(installed).toHaveLength(1);
    expect(leftBehind()).toBe(false);
  });

  it('that is refused, cut off or not there changes nothing and leaves nothing', async () => {
    const cut = new ReadableStream({ start: (out) => out.error(new Error('the connection ended')) });
    for (const wrong of [new Response('other'), new Response('no', { status: 404 }), new Response(cut)]) {
      answer = () => wrong;
      expect(await update(address)).toBe(1);
      expect(leftBehind()).toBe(false);
    }
    expect(installed).toEqual([]);
    expect(said.join()).toMatch(/signature.*404.*the connection ended/s);
  });

  it('that has no end fills no card', async () => {
    let bytes = 0;
    const chunk = new Uint8Array(16_384);
    const endless = new ReadableStream({
      pull: (out) => {
        bytes += chunk.length;
        out.enqueue(chunk);
      },
    });
    answer = () => new Response(endless);
    const limit = 1_000_000;
    expect(await fetchUpdate(address, folder, box, { bytesMax: limit })).toMatchObject({ ok: false });
    expect(bytes).toBeLessThan(2 * limit);
    expect(installed).toEqual([]);
    expect(leftBehind()).toBe(false);
  });
});
