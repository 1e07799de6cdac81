import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { region, TestOffice } from '../support/office.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

/** 801 calls 802, who answers. */
function talk(): void {
  office.phone(1).lift();
  office.hears(1, 'dial');
  office.phone(1).dial('802');
  office.waitFor('802 rings', () => office.phone(2).ringing);
  office.phone(2).lift();
  office.waitFor('conversation', () => office.host.observe.snapshot().calls[0]?.state === 'connected');
  office.run(300);
}

describe('a call inside the house', () => {
  it('801 lifts and hears 450 Hz within 400 ms', () => {
    office.phone(1).lift();
    // From lifting to the first sound; that it is dial tone, an ear knows once it has gone on for a while.
    const waited = office.waitFor('any sound', () => office.phone(1).hears.dbm0 > -40);
    expect(waited).toBeLessThanOrEqual(400);
    office.hears(1, 'dial');
    expect(office.phone(1).hears.hz[0]).toBeCloseTo(450, -1);
    expect(office.phone(1).hears.dbm0).toBeGreaterThan(-13);
    expect(office.phone(1).hears.dbm0).toBeLessThan(-7);
  });

  it('802 rings 1 s in 5 at 25 Hz and shows 801; 801 hears ringback meanwhile', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('802');
    office.hears(1, 'ringback', 12_000);
    office.waitFor('four bursts', () => office.phone(2).rings.length === 4, 25_000);
    const rings = office.phone(2).rings;
    for (const burst of rings.slice(0, 3)) {
      expect(burst.hz).toBeGreaterThan(22);
      expect(burst.hz).toBeLessThan(28);
      expect(burst.lengthMs).toBeGreaterThan(900);
      expect(burst.lengthMs).toBeLessThan(1_100);
    }
    const period = (rings[2]!.start - rings[1]!.start) / 1_000;
    expect(period).toBeGreaterThan(4_500);
    expect(period).toBeLessThan(5_500);
    expect(office.phone(2).display).toMatchObject({
      number: '801',
      name: 'Telephone 1',
      dateTime: '11210730',
    });
  });

  it('a 1 kHz tone at one end is found at the other within 1 dB of the level plan', () => {
    const { fxsTransmitDb, fxsReceiveDb } = region().levels;
    talk();
    office.phone(1).say('tone1k');
    office.hears(2, 'testTone');
    office.run(300);
    expect(office.phone(2).hears.hz[0]).toBeCloseTo(1_000, -1);
    expect(Math.abs(office.phone(2).hears.dbm0 - (-10 + fxsTransmitDb + fxsReceiveDb))).toBeLessThanOrEqual(
      1,
    );
  });

  it.each([
    [1, 2],
    [2, 1],
  ])('telephone %i hangs up and telephone %i hears busy', (leaver, stayer) => {
    talk();
    office.phone(leaver).hangUp();
    office.hears(stayer, 'busy');
    office.phone(stayer).hangUp();
    office.waitFor('rest', () => office.atRest());
    expect(office.records).toHaveLength(1);
    expect(office.records[0]).toMatchObject({
      kind: 'internal',
      from: '801',
      to: '802',
      dialled: '802',
      cause: 16,
      releasedBy: leaver === 1 ? 'caller' : 'called',
    });
  });

  it('802 is busy: the caller hears busy tone, and 802 is not disturbed', () => {
    talk();
    office.phone(3).lift();
    office.hears(3, 'dial');
    office.phone(3).dial('802');
    office.hears(3, 'busy');
    expect(office.phone(2).ringing).toBe(false);
    expect(office.host.observe.snapshot().calls[0]).toMatchObject({ call: 'c1', state: 'connected' });
  });

  it('an unknown number gives the vacant tone', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('899');
    office.hears(1, 'vacant');
  });

  it('a pulse telephone dials 802', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('802', { via: 'pulse' });
    office.waitFor('802 rings', () => office.phone(2).ringing, 15_000);
    expect(office.host.observe.snapshot().calls[0]?.dialled).toBe('802');
  });

  it('802 keyed with presses shorter than any frame is heard as 802', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    for (const key of '802') {
      office.phone(1).press(key);
      office.phone(1).release();
    }
    office.waitFor('802 rings', () => office.phone(2).ringing);
  });

  it('forgotten off the hook: dial tone, busy, howler, silence, and dial tone again after hanging up', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.hears(1, 'busy', 60_000);
    office.hears(1, 'howler', 120_000);
    office.hears(1, 'silence', 120_000);
    office.phone(1).hangUp();
    office.run(2_000);
    office.phone(1).lift();
    office.hears(1, 'dial');
  });

  it('the "why" of the call names the plan entry and who hung up', () => {
    talk();
    office.phone(1).hangUp();
    office.phone(2).hangUp();
    office.waitFor('rest', () => office.atRest());
    const rules = office.lastCall!.trace.map((entry) => entry.rule);
    expect(rules.length).toBeGreaterThan(3);
    expect(office.lastCall!.record?.cause).toBe(16);
  });
});
