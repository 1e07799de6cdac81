import { describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import type { Change } from '#ports/configuration.ts';
import { SECRET_MASK } from '#ports/office-document/sip.ts';
import { OfficeConfiguration } from '#runtime/office/configuration.ts';
import { MaskedConfiguration } from '#runtime/office/masked-configuration.ts';
import { secretsOf } from '#runtime/office/secrets.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { chineseContext, MemoryOfficeFile, MemoryVersions } from '../../support/office-kit.ts';

const TEXT = `# The office
extensions:
  - { number: "820", name: Anna } # her desk
  - { number: "821", name: Bert }
trunkGroups: [{ id: outside }]
sip:
  devices:
    - { extension: "820", secret: geheim-anna-7 }
    - { extension: "821", ha1: 0123456789abcdef0123456789abcdef }
  trunks:
    - { id: carrier, group: outside, domain: sip.example, user: "4000", secret: geheim-4000, ringIn: "820" }
`;
const SECRETS = ['geheim-anna-7', '0123456789abcdef0123456789abcdef', 'geheim-4000'];
const wishes = { author: 'anna', reason: 'test' };

async function open() {
  const clock = new VirtualClock();
  const file = new MemoryOfficeFile();
  file.text = TEXT;
  const versions = new MemoryVersions();
  const whole = await OfficeConfiguration.open(
    {
      ...{ text: YAML_OFFICE, file, versions, clock },
      wallClock: new VirtualWallClock(clock, Date.UTC(2026, 10, 22)),
      tell: () => undefined,
    },
    chineseContext(),
  );
  const shown = new MaskedConfiguration(whole, YAML_OFFICE);
  const secrets = (): string[] => secretsOf(whole.current().document).map(({ value }) => value);
  return { whole, shown, file, secrets, version: () => whole.current().version.version };
}

const tellsNone = (text: unknown): void => {
  for (const secret of SECRETS) expect(JSON.stringify(text)).not.toContain(secret);
};

describe('passwords in the office', () => {
  test('are shown in no document, no text, no version and no difference; comments stay', async () => {
    const { shown, version } = await open();
    const { text, document } = shown.current();
    for (const one of [text, document, await shown.textOf(version())]) tellsNone(one);
    expect(text).toContain('# her desk');
    expect(secretsOf(document).map(({ value }) => value)).toEqual([SECRET_MASK, SECRET_MASK, SECRET_MASK]);
    const change: Change = { text: `${text}name: Hotel\n` };
    const diff = await shown.diff(version(), change);
    tellsNone(diff);
    expect(diff!.match(/^[+-](?![+-])/gm)).toEqual(['+']);
  });

  test('stay what they are when the text comes back with its masks', async () => {
    const { shown, secrets, file } = await open();
    const { text } = shown.current();
    const answer = await shown.commit({ text: text.replace('name: Anna', 'name: Anne') }, wishes);
    expect(answer.ok).toBe(true);
    expect(secrets()).toEqual(SECRETS);
    expect(file.text).toContain('geheim-anna-7');
    expect(file.text).toContain('name: Anne');
  });

  test('follow their owner when entries change places, are renamed beside it, or come back as a whole list', async () => {
    const { shown, secrets, version } = await open();
    const { devices } = (shown.current().document as { sip: { devices: object[] } }).sip;
    const turned = [...devices].reverse();
    const answer = await shown.commit(
      { base: version(), edits: [{ op: 'set', path: ['sip', 'devices'], value: turned }] },
      wishes,
    );
    expect(answer).toMatchObject({ ok: true });
    expect(secrets()).toEqual([SECRETS[1], SECRETS[0], SECRETS[2]]);
  });

  test('a field that is set to its mask stays; one that is set to something is that, and the difference says so', async () => {
    const { shown, secrets, version } = await open();
    const set = (value: string) => ({ op: 'set', path: ['sip', 'devices', 0, 'secret'], value }) as const;
    const first = version();
    await shown.commit({ base: first, edits: [set(SECRET_MASK)] }, wishes);
    expect(secrets()[0]).toBe(SECRETS[0]);
    await shown.commit({ base: version(), edits: [set('another-one-9')] }, wishes);
    expect(secrets()[0]).toBe('another-one-9');
    const diff = await shown.diff(first, version());
    expect(diff).toContain(`"${SECRET_MASK} (changed)"`);
    expect(diff).not.toContain('another-one-9');
  });

  test('a mask of somebody unknown is no password: the document is refused', async () => {
    const { shown, version } = await open();
    const add = { extension: '820', secret: SECRET_MASK };
    const edits = [
      { op: 'set', path: ['extensions', 0, 'number'], value: '830' },
      { op: 'set', path: ['sip', 'devices', 0], value: { ...add, extension: '830' } },
    ] as const;
    const answer = await shown.commit({ base: version(), edits }, wishes);
    expect(answer.ok ? [] : answer.findings.map(({ code }) => code)).toContain('TR-OFFICE-058');
  });

  test('a change of a password alone is told to who listens', async () => {
    const { whole, shown, version } = await open();
    let told = 0;
    whole.onChange(() => told++);
    await shown.commit(
      {
        base: version(),
        edits: [{ op: 'set', path: ['sip', 'trunks', 0, 'secret'], value: 'another-one-9' }],
      },
      wishes,
    );
    expect(told).toBe(1);
  });
});
