import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CallId } from '#units/ids.ts';
import { libreOffice } from '../support/peers.ts';
import { newRecord, storedLeg } from '../support/records.ts';
import { TestApi } from '../web/support/api.ts';

const peer = libreOffice();
const folder = mkdtempSync(join(tmpdir(), 'tipring-sheet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 300 calls whose seconds and units are drawn by a fixed rule; some never answered, some with odd texts. */
const CALLS = Array.from({ length: 300 }, (_, i) => {
  const answered = i % 7 !== 0;
  const talkMs = answered ? 1_000 * ((i * 37) % 600) + 1_000 : 0;
  return newRecord(`c${i}`, {
    call: `c${i}` as CallId,
    kind: i % 3 === 0 ? 'internal' : 'outgoing',
    to: i % 11 === 0 ? '=1+1' : `0216555${String(i).padStart(4, '0')}`,
    account: i % 5 === 0 ? '客房, "A"\n2' : '',
    answeredEpochMs: answered ? newRecord('x').startedEpochMs + 5_000 : null,
    ...{ talkMs, units: answered && i % 3 !== 0 ? 1 + (i % 4) : null },
    legs: [storedLeg(), storedLeg({ number: '0216555', how: 'dialled', trunk: '外线 1' })],
  });
});

/** What LibreOffice makes of a file: rows of cells, as it would show them. */
function readBack(name: string, bytes: Buffer): string[][] {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  // Filter 44,34,76: comma, quote, UTF-8; formulas are recalculated and saved as their values.
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
  const home = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  const input = name.endsWith('.csv') ? ['--infilter=CSV:44,34,76,1'] : [];
  const words = [home, '--headless', ...input, '--convert-to', filter, '--outdir', join(folder, 'out'), file];
  const run = spawnSync('soffice', words, { encoding: 'utf8', timeout: 100_000 });
  expect(run.error, run.stderr).toBeUndefined();
  const [made] = /-> (\S.*\.csv)/.exec(run.stdout)?.slice(1) ?? [];
  expect(made, run.stdout + run.stderr).toBeDefined();
  return cells(readFileSync(made!.split(' using')[0]!, 'utf8'));
}

/** RFC 4180, read independently of what we write with. */
function cells(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (quoted && letter === '"' && text[at + 1] === '"') cell += text[++at];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ',') {
      rows.at(-1)!.push(cell);
      cell = '';
    } else if (!quoted && letter === '\n') {
      rows.at(-1)!.push(cell);
      cell = '';
      rows.push([]);
    } else if (letter !== '\r') cell += letter;
  }
  return rows.filter((row) => row.length > 1);
}

const sum = (rows: string[][], column: number): number =>
  rows.reduce((total, row) => total + Number(row[column] || 0), 0);

describe.skipIf(!peer.wanted)('call records in a spreadsheet', () => {
  test.each(['xlsx', 'csv'])('LibreOffice reads %s with the same rows and the same sums', async (format) => {
    const api = await TestApi.start();
    try {
      for (const call of CALLS) await api.database.records.append(call);
      const client = await api.as('supervisor');
      const totals = (await client.get('/api/records?limit=1')).body;
      const answer = await client.get(`/api/export/records.${format}?language=en`);
      const [titles, ...rows] = readBack(`records.${format}`, answer.body);
      const column = (title: string): number => titles!.indexOf(title);
      const calls = rows.filter((row) => /^\d+$/.test(row[column('Serial')] ?? ''));
      expect(calls).toHaveLength(CALLS.length);
      expect(sum(calls, column('Talk, seconds'))).toBe(totals.totalTalkMs / 1_000);
      expect(sum(calls, column('Charge units'))).toBe(totals.totalUnits);
      // A number that begins like a formula is still the text that was dialled; nothing is lost in quoting.
      expect(calls.filter((row) => row[column('To')]!.includes('=1+1')).length).toBe(28);
      expect(calls.filter((row) => row[column('Account')]!.includes('客房, "A"')).length).toBe(60);
      expect(new Set(calls.map((row) => row[column('To')]!.length === 0)).has(true)).toBe(false);
      if (format !== 'xlsx') return;
      const total = rows.find((row) => row.includes('Total'));
      expect(Number(total?.[column('Talk, seconds')])).toBe(totals.totalTalkMs / 1_000);
      expect(Number(total?.[column('Charge units')])).toBe(totals.totalUnits);
    } finally {
      await api.close();
    }
  });
});
