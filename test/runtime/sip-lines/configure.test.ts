import { expect, test } from 'vitest';
import { bench } from './bench.ts';

const PHONES = [
  { port: '100/1', user: '820' },
  { port: '100/2', user: '821' },
  { port: '101/1', user: '822' },
  { port: '101/2', user: '822' },
  { port: '101/3', user: '822' },
] as const;
const WITHOUT_820 = PHONES.slice(1);
const TRUNKS = [{ id: 'carrier', ports: ['100/3', '100/4'] }] as const;

test('a telephone that is taken away in a call finishes it; then its position is gone', () => {
  const { sip, run, phone, lines, host, stateOf, legs } = bench();
  const leg = sip.phoneCalls('820', '801');
  run(4000);
  phone(1).lift();
  run(500);
  lines.configure({ telephones: WITHOUT_820, trunks: TRUNKS });
  run(1000);
  expect([stateOf('820'), stateOf('801')]).toEqual(['talking', 'talking']);
  sip.ends(leg);
  run(1000);
  expect(lines.lineCards.ports().map(({ port }) => port)).not.toContain('100/1');
  expect([stateOf('820'), legs.size, host.observe.snapshot().alarms]).toEqual([undefined, 0, []]);
});

test('one that is put back while it still talks stays, and may be called again', () => {
  const { sip, run, phone, lines, stateOf } = bench();
  const leg = sip.phoneCalls('820', '801');
  run(4000);
  phone(1).lift();
  run(500);
  lines.configure({ telephones: WITHOUT_820, trunks: TRUNKS });
  lines.configure({ telephones: PHONES, trunks: TRUNKS });
  sip.ends(leg);
  run(1000);
  expect(stateOf('820')).toBe('idle');
});

test('another user at the same position takes the place of the first when that one has hung up', () => {
  const { sip, run, phone, lines, stateOf } = bench();
  const leg = sip.phoneCalls('820', '801');
  run(4000);
  phone(1).lift();
  run(500);
  lines.configure({ telephones: [{ port: '100/1', user: 'anna' }, ...WITHOUT_820], trunks: TRUNKS });
  sip.ends(leg);
  run(1000);
  expect(stateOf('820')).toBe('outOfService');
  sip.register('anna');
  run(100);
  expect(stateOf('820')).toBe('idle');
});

test('one that has registered before the plan knows it is in service with it', () => {
  const { sip, run, lines } = bench();
  sip.register('822');
  lines.configure({ telephones: [...PHONES, { port: '100/5', user: '822' }], trunks: TRUNKS });
  run(100);
  expect(lines.lineCards.ports().find(({ port }) => port === '100/5')).toMatchObject({
    ...{ health: 'in-service', kind: 'fxs', chip: 'SIP 822' },
  });
});

test('a trunk that is taken away takes its alarm with it', () => {
  const { sip, run, host, lines } = bench();
  const alarms = () => host.observe.snapshot().alarms.map(({ code, where }) => `${code} ${where}`);
  sip.trunk(false);
  run(100);
  expect(alarms()).toEqual(['TR-SIP-007 SIP trunk carrier']);
  lines.configure({ telephones: PHONES, trunks: [] });
  run(100);
  expect(alarms()).toEqual([]);
  expect(lines.lineCards.ports().map(({ port }) => port)).toEqual([
    '1/1',
    '1/2',
    ...PHONES.map(({ port }) => port),
  ]);
});

test('a telephone that has fewer lines keeps the calls at those that go, and may have more again', () => {
  const { sip, run, lines, host } = bench();
  const states = () =>
    host.observe.snapshot().ports.flatMap(({ number, state }) => (number === '822' ? [state] : []));
  const first = sip.phoneCalls('822', '801');
  const second = sip.phoneCalls('822', '802');
  run(500);
  lines.configure({ telephones: PHONES.slice(0, 3), trunks: TRUNKS });
  run(100);
  expect(states()).toEqual(['ringingOut', 'ringingOut']);
  expect(sip.phoneCalls('822', '821').told).toEqual(['release 17']);
  sip.ends(second);
  sip.ends(first);
  run(500);
  expect(states()).toEqual(['idle']);
  lines.configure({ telephones: PHONES, trunks: TRUNKS });
  run(100);
  expect(states()).toEqual(['idle', 'idle', 'idle']);
});
