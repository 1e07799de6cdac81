import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FinishedCall } from '#ports/store.ts';
import { TestOffice } from '../support/office.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

describe('the quality of a call', () => {
  it('a call over an exchange line has levels, return loss and MOS of both legs in its record', () => {
    office.line(7).configure({ answer: 'polarity' });
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('913812345678');
    office.waitFor('the far telephone rings', () => office.line(7).state === 'ringing-out', 30_000);
    office.line(7).farAnswers();
    const call = () => office.host.observe.snapshot().calls[0];
    office.waitFor('answered', () => call()?.state === 'connected', 15_000);
    office.phone(1).say('speech');
    office.run(3_000);
    office.phone(1).say('none');
    office.line(7).say('speech');
    office.run(3_000);
    const { call: id } = call()!;
    office.host.observe.quality!(id);
    office.run(50);
    const live = office.host.observe.quality!(id);
    expect(live.map(({ port }) => port).sort()).toEqual(['1/1', '1/7']);
    office.phone(1).hangUp();
    office.waitFor('the record', () => office.records.length === 1, 20_000);
    const { quality } = office.records[0] as FinishedCall;
    const leg = (port: string) => quality.find((figures) => figures.port === port)!;
    for (const port of ['1/1', '1/7']) {
      expect(leg(port).ms).toBeGreaterThan(6_000);
      expect(leg(port).levelDbm0).toBeGreaterThan(-35);
      expect(leg(port).levelDbm0).toBeLessThan(-5);
      expect(leg(port).activity).toBeGreaterThan(0.2);
      expect(leg(port).mos).toBeGreaterThan(4.2);
      expect(leg(port).lossShare).toBe(0);
    }
    // The line has a hybrid behind it, the telephone's port has no canceller.
    expect(leg('1/7').echoReturnLossDb).toBeGreaterThan(5);
    expect(leg('1/7').echoEnhancementDb).toBeGreaterThan(10);
    expect(leg('1/1').echoReturnLossDb).toBeNull();
  });
});
