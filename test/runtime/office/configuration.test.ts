import { beforeEach, describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import type { CommitAnswer } from '#ports/configuration.ts';
import { OfficeConfiguration } from '#runtime/office/configuration.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import type { Office } from '#switching/model.ts';
import type { Fault } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { chineseContext, MemoryOfficeFile, MemoryVersions, ports } from '../../support/office-kit.ts';

const MINUTE = 60_000;
const TEXT = `# our office
extensions:
  - { number: "801", port: 1/1, name: Front desk } # answers
  - { number: "802", port: 1/2, name: Kitchen }
`;
const WRONG = TEXT.replace('"802"', '"801"');
const wishes = { author: 'li', reason: 'a test' };

/** One box: its disk outlives the process. */
class Box {
  readonly versions = new MemoryVersions();
  readonly file = new MemoryOfficeFile();
  readonly alarms = new Set<string>();
  clock = new VirtualClock();
  wallClock = new VirtualWallClock(this.clock, Date.UTC(2026, 10, 22));
  configuration!: OfficeConfiguration;
  inForce: Office | null = null;

  async start(): Promise<OfficeConfiguration> {
    const tell = ({ code, where }: Fault, raised: boolean): void => {
      if (raised) this.alarms.add(`${code} ${where}`);
      else this.alarms.delete(`${code} ${where}`);
    };
    const { versions, file, clock, wallClock } = this;
    this.configuration = await OfficeConfiguration.open(
      { text: YAML_OFFICE, versions, file, clock, wallClock, tell },
      chineseContext(),
    );
    this.configuration.onChange((office) => {
      this.inForce = office;
    });
    return this.configuration;
  }

  /** The process ends and begins again this much later. */
  async restart(afterMs: number): Promise<OfficeConfiguration> {
    await this.configuration.close();
    const epochMs = this.wallClock.epochMs() + afterMs;
    this.clock = new VirtualClock();
    this.wallClock = new VirtualWallClock(this.clock, epochMs);
    return this.start();
  }

  async wait(milliseconds: number): Promise<void> {
    this.clock.runFor(ms(milliseconds));
    await this.configuration.commit({ text: '[' }, wishes);
  }
}

let box: Box;
beforeEach(() => {
  box = new Box();
});
const numbers = (): string[] => box.inForce?.extensions.map(({ number }) => number) ?? [];
const version = (answer: CommitAnswer): number => (answer.ok ? answer.version.version : -1);

describe('a change to the office', () => {
  test('is in force, in the history and in the file, with its comments', async () => {
    const configuration = await box.start();
    const answer = await configuration.commit({ text: TEXT }, wishes);
    expect(answer).toMatchObject({
      ok: true,
      version: { version: 1, author: 'li', reason: 'a test', confirmByEpochMs: null },
    });
    expect(numbers()).toEqual(['801', '802']);
    expect(box.file.text).toBe(TEXT);
    expect(configuration.current()).toMatchObject({
      text: TEXT,
      document: { extensions: [{ name: 'Front desk' }, {}] },
    });
  });

  test('with an error is refused, and what runs is untouched', async () => {
    const configuration = await box.start();
    await configuration.commit({ text: TEXT }, wishes);
    const answer = await configuration.commit({ text: WRONG }, wishes);
    expect(answer).toMatchObject({ ok: false, why: 'findings' });
    const [first] = answer.ok ? [] : answer.findings;
    expect(first).toMatchObject({ code: 'TR-PLAN-012', path: 'extensions[1].number' });
    expect([configuration.current().text, box.file.text, numbers()]).toEqual([TEXT, TEXT, ['801', '802']]);
    expect(await configuration.versions(10)).toHaveLength(1);
  });

  test('made on an older version than the newest is a conflict', async () => {
    const configuration = await box.start();
    await configuration.commit({ text: TEXT }, wishes);
    const edits = [{ op: 'set', path: ['extensions', 1, 'name'], value: 'Bar' }] as const;
    expect(version(await configuration.commit({ base: 1, edits }, wishes))).toBe(2);
    expect(await configuration.commit({ base: 1, edits }, wishes)).toMatchObject({
      ok: false,
      why: 'conflict',
    });
    expect(box.file.text).toBe(TEXT.replace('Kitchen', 'Bar'));
  });

  test('that the disk cannot take is refused, and what runs is untouched', async () => {
    const configuration = await box.start();
    await configuration.commit({ text: TEXT }, wishes);
    for (const part of [box.versions, box.file]) {
      part.broken = true;
      expect(await configuration.commit({ text: `${TEXT}name: New\n` }, wishes)).toMatchObject({
        ok: false,
        why: 'disk',
      });
      part.broken = false;
    }
    expect([configuration.current().text, box.file.text, box.file.pending]).toEqual([TEXT, TEXT, null]);
    expect(box.alarms.size).toBeGreaterThan(0);
    await configuration.commit({ text: `${TEXT}name: New\n` }, wishes);
    expect([...box.alarms]).toEqual([]);
  });

  test('can be asked before it is made, and shown as a diff', async () => {
    const configuration = await box.start();
    await configuration.commit({ text: TEXT }, wishes);
    expect(configuration.check({ text: WRONG })[0]).toMatchObject({ code: 'TR-PLAN-012' });
    const edits = [{ op: 'remove', path: ['extensions', 1] }] as const;
    expect(
      configuration.dryRun({ from: '801', dials: '802', at: '2027-02-06T18:05', down: [], busy: [] }),
    ).toMatchObject({ outcome: 'rings' });
    expect(
      configuration.dryRun({
        from: '801',
        dials: '802',
        at: '2027-02-06T18:05',
        down: [],
        busy: [],
        change: { base: 1, edits },
      }),
    ).toMatchObject({ outcome: 'tone', cause: 1 });
    expect(await configuration.diff(1, { base: 1, edits })).toMatch(/^-.*Kitchen/m);
    expect(await configuration.diff(7, 1)).toBeNull();
    expect(await configuration.proveEmergency({ text: WRONG })).toMatchObject({
      calls: 0,
      findings: expect.any(Array),
    });
    expect(numbers()).toEqual(['801', '802']);
  });

  test('rolls back to any version, and says to which', async () => {
    const configuration = await box.start();
    await configuration.commit({ text: TEXT }, wishes);
    await configuration.commit({ text: 'name: Empty\n' }, wishes);
    expect(numbers()).toEqual([]);
    expect(await configuration.rollBack(1, wishes)).toMatchObject({
      ok: true,
      version: { version: 3, rolledBackTo: 1 },
    });
    expect(numbers()).toEqual(['801', '802']);
    expect((await configuration.versions(2)).map((one) => one.version)).toEqual([3, 2]);
    expect((await configuration.versions(2, 2)).map((one) => one.version)).toEqual([1]);
    expect(await configuration.textOf(2)).toBe('name: Empty\n');
    expect(await configuration.rollBack(9, wishes)).toMatchObject({ ok: false, why: 'conflict' });
  });
});

describe('a change that must be confirmed', () => {
  const risky = { ...wishes, confirmWithinMs: 10 * MINUTE };
  beforeEach(async () => {
    const configuration = await box.start();
    await configuration.commit({ text: TEXT }, wishes);
    await configuration.commit({ text: 'name: Risky\n' }, risky);
  });

  test('returns by itself when nobody confirms it', async () => {
    await box.wait(9 * MINUTE);
    expect(numbers()).toEqual([]);
    await box.wait(MINUTE);
    expect(numbers()).toEqual(['801', '802']);
    expect(box.file.text).toBe(TEXT);
    expect(box.configuration.current().version).toMatchObject({
      version: 3,
      author: 'system',
      rolledBackTo: 1,
    });
  });

  test('stays when somebody does', async () => {
    expect(await box.configuration.confirm(1)).toBe(false);
    expect(await box.configuration.confirm(2)).toBe(true);
    await box.wait(60 * MINUTE);
    expect(box.configuration.current()).toMatchObject({
      text: 'name: Risky\n',
      version: { version: 2, confirmByEpochMs: null },
    });
  });

  test('stays when somebody goes on from it', async () => {
    await box.configuration.commit({ text: 'name: Further\n' }, wishes);
    await box.wait(60 * MINUTE);
    expect(box.configuration.current().text).toBe('name: Further\n');
  });

  test('upon another such change returns to what was confirmed last', async () => {
    await box.configuration.commit({ text: 'name: Riskier\n' }, risky);
    await box.wait(11 * MINUTE);
    expect(box.configuration.current()).toMatchObject({ text: TEXT, version: { rolledBackTo: 1 } });
  });

  test('is taken back at the start when its time passed while the box was off', async () => {
    await box.restart(11 * MINUTE);
    expect(box.configuration.current()).toMatchObject({
      text: TEXT,
      version: { version: 3, author: 'system' },
    });
    expect(box.file.text).toBe(TEXT);
  });

  test('still waits after a restart in between, and returns then', async () => {
    await box.restart(4 * MINUTE);
    expect(box.configuration.current().text).toBe('name: Risky\n');
    await box.wait(7 * MINUTE);
    expect(box.configuration.current().text).toBe(TEXT);
  });

  test('returns also when the disk is gone by then', async () => {
    box.versions.broken = true;
    await box.wait(11 * MINUTE);
    expect(numbers()).toEqual(['801', '802']);
  });
});

describe('office.yaml', () => {
  test('that somebody wrote before the first start is version 1, by the file', async () => {
    box.file.text = TEXT;
    const configuration = await box.start();
    expect(configuration.current()).toMatchObject({ text: TEXT, version: { version: 1, author: 'file' } });
    expect(configuration.officeFor(ports('fxs', 'fxs', 'fxs')).extensions).toHaveLength(2);
  });

  test('that was changed by hand while we were off becomes a version; a broken one an alarm, and the last good serves', async () => {
    await (await box.start()).commit({ text: TEXT }, wishes);
    box.file.text = `${TEXT}name: By hand\n`;
    const configuration = await box.restart(0);
    expect(configuration.current().version).toMatchObject({ version: 2, author: 'file' });
    box.file.text = WRONG;
    await configuration.reload();
    expect(configuration.current().document).toMatchObject({ name: 'By hand' });
    expect([...box.alarms]).toContain('TR-PLAN-012 office.yaml: extensions[1].number');
    expect(box.file.text).toBe(WRONG);
    box.file.text = TEXT;
    expect(await configuration.reload()).toMatchObject({ ok: true, version: { version: 3, author: 'file' } });
    expect([...box.alarms]).toEqual([]);
  });

  test('that a power cut kept from its place is put there at the next start', async () => {
    await (await box.start()).commit({ text: TEXT }, wishes);
    box.file.cut = true;
    await box.configuration.commit({ text: `${TEXT}name: New\n` }, wishes);
    box.file.cut = false;
    expect(box.file.text).toBe(TEXT);
    const configuration = await box.restart(0);
    expect(configuration.current().version.version).toBe(2);
    expect(box.file.text).toContain('name: New');
  });

  test('that somebody took away is written again', async () => {
    await (await box.start()).commit({ text: TEXT }, wishes);
    box.file.text = null;
    await box.restart(0);
    expect(box.file.text).toBe(TEXT);
  });

  test('serves alone when the history cannot be read', async () => {
    box.file.text = TEXT;
    box.versions.broken = true;
    const configuration = await box.start();
    expect(configuration.current()).toMatchObject({ text: TEXT, version: { version: 0, author: 'file' } });
    expect([...box.alarms].join()).toContain('TR-OFFICE-014');
  });

  test('whose newest version this firmware finds wrong: the last good one serves, until it is corrected', async () => {
    await (await box.start()).commit({ text: TEXT }, wishes);
    const older = box.versions.stored.get(1)!;
    box.versions.stored.set(2, { ...older, version: 2, text: WRONG });
    box.file.text = WRONG;
    const configuration = await box.restart(0);
    expect(configuration.current()).toMatchObject({ text: TEXT, version: { version: 1 } });
    expect([...box.alarms]).toEqual(['TR-OFFICE-015 office versions']);
    expect(await configuration.commit({ text: TEXT }, wishes)).toMatchObject({
      ok: true,
      version: { version: 3 },
    });
    expect([...box.alarms]).toEqual([]);
  });

  test('that is wrong before there is any version: the default office serves, and the file is left alone', async () => {
    box.file.text = WRONG;
    const configuration = await box.start();
    expect(configuration.officeFor(ports('fxs')).extensions).toMatchObject([{ number: '801' }]);
    await configuration.close();
    expect(box.file.text).toBe(WRONG);
    expect(box.versions.stored.size).toBe(0);
  });
});

describe('without a file', () => {
  test('the default office is written as version 1, with comments, once the ports are known', async () => {
    const configuration = await box.start();
    expect(configuration.officeFor([]).extensions).toEqual([]);
    expect(configuration.officeFor(ports('fxs', 'fxo')).extensions).toHaveLength(1);
    await configuration.close();
    expect(box.file.text).toMatch(/^# The office\./);
    expect(configuration.current().version).toMatchObject({ version: 1, author: 'system' });
  });

  test('it follows what is plugged in until somebody changes it; a card that is gone keeps its numbers', async () => {
    const configuration = await box.start();
    configuration.officeFor(ports('fxs'));
    expect(configuration.officeFor(ports('fxs', 'fxs')).extensions).toHaveLength(2);
    expect(configuration.officeFor(ports('fxs')).extensions).toHaveLength(2);
    await configuration.close();
    expect(configuration.current().version.version).toBe(2);
    await configuration.commit({ base: 2, edits: [{ op: 'set', path: ['name'], value: 'Ours' }] }, wishes);
    expect(configuration.officeFor(ports('fxs', 'fxs', 'fxs')).extensions).toHaveLength(2);
    expect((await box.restart(0)).officeFor(ports('fxs', 'fxs', 'fxs')).extensions).toHaveLength(2);
  });
});
