import { expect, test } from 'vitest';
import { bench } from './bench.ts';

test('a SIP telephone is told whether a colleague rings or somebody outside', () => {
  const { sip, run, phone } = bench();
  phone(1).lift();
  run(500);
  phone(1).dial('820');
  run(3000);
  expect(sip.last.wish).toMatchObject({ to: { user: '820' }, alert: 'inside' });
  phone(1).hangUp();
  run(1500);
  const caller = { number: '02155501234', name: '', restricted: false };
  sip.calls({ kind: 'trunk', id: 'carrier' }, '862155518820', caller);
  run(3000);
  expect(sip.last.wish).toMatchObject({ to: { user: '820' }, alert: 'outside' });
});
