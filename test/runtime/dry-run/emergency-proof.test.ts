import { describe, expect, test } from 'vitest';
import { dryRun } from '#runtime/dry-run/dry-run.ts';
import { proveEmergency } from '#runtime/dry-run/emergency-proof.ts';
import { officeOf } from '../../support/office-kit.ts';

const office = (trunks: readonly string[], extra = '') =>
  officeOf(`
extensions:
  - { number: "801", port: 1/1, name: A }
  - { number: "802", port: 1/2, name: B, classOfService: internal }
trunks: [${trunks.map((name, i) => `{ port: 1/${7 + i}, name: ${name}, group: out, ringIn: "801" }`).join()}]
trunkGroups: [{ id: out }]
plan: [{ pattern: 8XX, to: { kind: extension } }, { pattern: "9.", to: { kind: trunk-group, group: out } }]
${extra}`);

/** The clock of the machine is no part of the proof. */
const still = () => 0;

describe('the proof of emergency calls', () => {
  test('tries every extension, number, prefix, mode and line, by the real core', () => {
    const two = office(['L1', 'L2']);
    const answer = proveEmergency(two, still);
    // Day, and one of the other modes, which nothing in the office tells apart.
    expect(answer).toEqual({ calls: 2 * two.emergency.length * 2 * 2 * 3, ms: 0, failures: [] });
  });

  test('tries the modes that the office tells apart', () => {
    const night =
      'timeTables: [{ id: n, rules: [{}] }]\nentities: [{ id: main, schedule: [{ times: n, mode: night }] }]';
    const two = office(['L1', 'L2'], night);
    expect(proveEmergency(two, still).calls).toBe(2 * two.emergency.length * 2 * 3 * 3);
  });

  test('an office with one line has none left when that is out, and says so for each telephone and number', () => {
    const { failures } = proveEmergency(office(['L1']), still);
    expect(failures.every(({ without }) => without === 'L1')).toBe(true);
    expect(new Set(failures.map(({ extension }) => extension))).toEqual(new Set(['801', '802']));
  });

  test('agrees with the dry run of the same call', () => {
    const one = office(['L1']);
    for (const down of [[], ['L1']])
      for (const dials of one.emergency.flatMap((number) => [number, `9${number}`])) {
        const answer = dryRun(one, { from: '802', dials, at: '2027-03-03T10:00', down, busy: [] });
        const out = 'sent' in answer && answer.sent.some(({ digits }) => one.emergency.includes(digits));
        expect([dials, out]).toEqual([dials, down.length === 0]);
      }
  });

  test('an office without lines fails from every telephone', () => {
    const none = officeOf('extensions: [{ number: "801", port: 1/1, name: A }]');
    expect(proveEmergency(none, still).failures.length).toBe(none.emergency.length * 2);
  });

  test('does not tell more than a hundred failures', () => {
    const many = Array.from(
      { length: 60 },
      (_, i) => `{ number: "8${i + 10}", port: ${1 + (i >> 3)}/${1 + (i & 7)}, name: A }`,
    );
    expect(proveEmergency(officeOf(`extensions: [${many.join()}]`), still).failures).toHaveLength(100);
  });
});
