import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATA_BYTES_AT } from '../../tools/image/disk.ts';
import { checkData } from '../../tools/image/left-behind.ts';
import { run } from '../../tools/image/run.ts';
import { emulator } from '../support/peers.ts';

describe.skipIf(!emulator().wanted)('what a cut of power has left on a card', () => {
  let folder: string;
  let office: string;
  const file = (name: string): string => join(office, 'tipring', name);

  /** A card with this data folder on its fourth partition. */
  function card(): string {
    const [data, raw, own] = ['data.raw', 'card.raw', 'card.qcow2'].map((name) => join(folder, name));
    run('/sbin/mke2fs', ['-q', '-t', 'ext4', '-d', office, data!, '16M']);
    const skip = `seek=${DATA_BYTES_AT / 1024 / 1024}`;
    run('dd', [`if=${data}`, `of=${raw}`, 'bs=1M', 'conv=sparse,notrunc', skip]);
    run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', raw!, '-F', 'raw', own!]);
    return own!;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-card-'));
    office = join(folder, 'office');
    mkdirSync(join(office, 'tipring'), { recursive: true });
    writeFileSync(file('mark'), 'a mark');
    writeFileSync(
      file('mark.sum'),
      `${createHash('sha256').update('a mark').digest('hex')}  /data/tipring/mark\n`,
    );
    const database = new DatabaseSync(file('tipring.db'));
    database.exec('begin; create table calls (number text)');
    for (let call = 0; call < 2_000; call++) database.exec(`insert into calls values ('80${call}')`);
    database.exec('commit');
    database.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is whole when mark and database are', () => {
    expect(() => checkData(card())).not.toThrow();
  });

  it('is not when the mark is another, or gone', () => {
    writeFileSync(file('mark'), 'a mork');
    expect(() => checkData(card())).toThrow('the mark is');
    rmSync(file('mark'));
    expect(() => checkData(card())).toThrow();
  });

  it('is not when a page of the database is', () => {
    const pages = readFileSync(file('tipring.db'));
    pages.fill(0x5a, 8_192, 12_288);
    writeFileSync(file('tipring.db'), pages);
    expect(() => checkData(card())).toThrow();
  });
});
