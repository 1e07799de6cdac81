import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replay } from '#runtime/replay.ts';
import { TestOffice } from '../support/office.ts';

/** The journal of a short busy while: inside, outside, abandoned, forgotten. */
let journal: string;
let office: TestOffice;
beforeAll(() => {
  office = new TestOffice();
  office.phone(1).lift();
  office.hears(1, 'dial');
  office.phone(1).dial('802');
  office.waitFor('802 rings', () => office.phone(2).ringing);
  office.phone(2).lift();
  office.phone(3).lift();
  office.hears(3, 'dial');
  office.phone(3).dial('913812345678');
  office.waitFor('the far telephone rings', () => office.line(7).state === 'ringing-out', 30_000);
  office.line(8).callIn({ number: '02588886666', name: 'WANG' });
  office.run(4_000);
  for (const position of [1, 2, 3]) office.phone(position).hangUp();
  office.line(8).giveUp();
  office.run(15_000);
  journal = office.host.journalText('test');
});
afterAll(() => office.close());

const lines = (): string[] => journal.split('\n').filter((line) => line !== '');

describe('replaying a journal', () => {
  it('the core does every effect again, to the bit', () => {
    const result = replay(journal);
    expect(result).toMatchObject({ ok: true, value: { difference: null, reason: 'test' } });
    expect(result.ok && result.value.events).toBe(lines().length - 1);
    expect(result.ok && result.value.effects).toBeGreaterThanOrEqual(40);
  });

  it('an effect that was different is found at its line', () => {
    const changed = lines();
    const at = changed.findIndex((line) => line.includes('"ringOn"'));
    changed[at] = changed[at]!.replace('"ringOn"', '"ringOff"');
    const result = replay(changed.join('\n'));
    expect(result.ok && result.value.difference).toMatchObject({ line: at + 1 });
  });

  it('an event that is missing is noticed', () => {
    const changed = lines();
    changed.splice(
      changed.findIndex((line) => line.includes('"offHook"')),
      1,
    );
    const result = replay(changed.join('\n'));
    expect(result.ok && result.value.difference).not.toBeNull();
  });

  it.each([
    ['nothing at all', ''],
    ['some other file', 'root:x:0:0'],
    ['JSON that is no journal', '{"journal":1}'],
    ['another version', '{"journal":99}'],
  ])('%s is refused in clear words', (_what, text) => {
    expect(replay(text)).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^TR-JNL-/) } });
  });

  it('a journal that is cut off in the middle of a line says which line', () => {
    const cut = journal.slice(0, Math.floor(journal.length * 0.6));
    const result = replay(cut);
    expect(result).toMatchObject({ ok: false });
    expect(!result.ok && result.error.where).toContain(`line ${cut.split('\n').length}`);
  });
});
