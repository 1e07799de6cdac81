import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderSoundFiles } from '#adapters/guides/sound-files.ts';
import { SOUND_BYTES_MAX, type SoundFiles } from '#ports/guides.ts';
import { MemorySoundFiles } from './memory-files.ts';
import { toneWav } from './sounds.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sounds-'));
});
afterEach(() => rm(folder, { recursive: true }));

const files = (): FolderSoundFiles => new FolderSoundFiles(join(folder, 'built'), join(folder, 'own'));
const KINDS: Readonly<Record<string, () => SoundFiles>> = {
  'on a disk': files,
  'in memory': () => new MemorySoundFiles(),
};

describe.each(Object.entries(KINDS))('the contract of files of sounds: %s', (_, open) => {
  it('what is written is there, until it is removed', async () => {
    const sounds = open();
    expect(await sounds.own()).toEqual([]);
    expect(await sounds.write('zh-CN', '欢迎', toneWav(50))).toBeNull();
    expect(await sounds.write('any', 'music', toneWav(60))).toBeNull();
    expect(await sounds.write('any', 'music', toneWav(70))).toBeNull();
    expect(await sounds.own()).toEqual([
      { language: 'zh-CN', key: '欢迎' },
      { language: 'any', key: 'music' },
    ]);
    expect(Buffer.from((await sounds.read('own', 'any', 'music'))!)).toEqual(Buffer.from(toneWav(70)));
    expect(await sounds.read('built-in', 'any', 'music')).toBeNull();
    expect(await sounds.remove('any', 'music')).toBeNull();
    expect(await sounds.remove('any', 'music')).toBeNull();
    expect(await sounds.read('own', 'any', 'music')).toBeNull();
  });
});

describe('files of sounds on a disk', () => {
  it('never leave their folder, whatever a name is', async () => {
    writeFileSync(join(folder, 'secret.wav'), 'secret');
    for (const key of ['../secret', '../../secret', '/etc/passwd', '..', '']) {
      expect(await files().read('own', 'en', key)).toBeNull();
      expect(await files().write('en', key, toneWav(10))).toMatchObject({ code: 'TR-GUIDE-013' });
      expect(await files().remove('en', key)).toMatchObject({ code: 'TR-GUIDE-013' });
    }
    expect(readdirSync(folder)).toEqual(['secret.wav']);
  });

  it('leave out what is no sound: foreign names, folders, what is too big', async () => {
    const own = join(folder, 'own/en');
    mkdirSync(join(own, 'folder.wav'), { recursive: true });
    for (const name of ['.hidden.wav', 'notes.txt', 'half.wav.new', 'a b.wav'])
      writeFileSync(join(own, name), '');
    writeFileSync(join(own, 'big.wav'), Buffer.alloc(SOUND_BYTES_MAX + 1));
    symlinkSync('/dev/zero', join(own, 'endless.wav'));
    expect((await files().own()).map(({ key }) => key)).toEqual(['big', 'endless', 'folder']);
    for (const key of ['big', 'endless', 'folder']) expect(await files().read('own', 'en', key)).toBeNull();
  });

  it('that cannot be written are a fault, and leave nothing half-done behind', async () => {
    writeFileSync(join(folder, 'own'), 'a file where the folder should be');
    expect(await files().write('en', 'greeting', toneWav(10))).toMatchObject({ code: 'TR-GUIDE-013' });
    expect(readdirSync(folder)).toEqual(['own']);
  });
});
