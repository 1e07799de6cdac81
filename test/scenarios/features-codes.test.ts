import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeatureOffice } from '../support/feature-office.ts';
import { TonedGuides } from '../support/toned-guides.ts';

let office: FeatureOffice;
beforeEach(() => {
  office = new FeatureOffice();
});
afterEach(() => office.close());

const hearsHz = (position: number, hz: number): boolean => {
  const heard = office.phone(position).hears;
  return heard.dbm0 > -30 && Math.abs((heard.hz[0] ?? 0) - hz) < 10;
};

function dial(position: number, digits: string): void {
  office.phone(position).lift();
  office.hears(position, 'dial');
  office.phone(position).dial(digits);
}

/** Sets a service, hears that it is set, and hangs up. */
function set(position: number, code: string): void {
  dial(position, code);
  office.hears(position, 'confirmation', 20_000);
  office.phone(position).hangUp();
  office.run(1_500);
}

describe('codes of services', () => {
  it('forwarding: the guide says the number, then the confirmation tone; calls go there until it is cleared', () => {
    dial(1, '*57*803#');
    office.waitFor('the guide', () => hearsHz(1, TonedGuides.hzOf('forwarding-to')), 8_000);
    office.hears(1, 'confirmation', 20_000);
    expect(office.guides.said).toEqual(['forwarding-to', '803']);
    office.phone(1).hangUp();
    office.run(1_500);
    dial(2, '801');
    office.waitFor('803 rings', () => office.phone(3).ringing);
    expect(office.phone(1).ringing).toBe(false);
    office.phone(2).hangUp();
    office.run(2_000);
    office.phone(1).lift();
    office.hears(1, 'specialDial');
    office.phone(1).hangUp();
    office.run(1_500);
    office.phone(1).lift();
    office.hears(1, 'specialDial');
    office.phone(1).dial('#57#');
    office.hears(1, 'confirmation', 20_000);
    office.phone(1).hangUp();
    office.run(1_500);
    dial(2, '801');
    office.waitFor('801 rings', () => office.phone(1).ringing);
  });

  it('a parked party hears music and is fetched from another telephone', () => {
    office.talk(1, 2);
    office.flash(1);
    office.phone(1).dial('*85');
    office.waitFor('the guide', () => hearsHz(1, TonedGuides.hzOf('call-parked-at')), 12_000);
    expect(office.guides.said.slice(-2)).toEqual(['call-parked-at', '71']);
    office.phone(1).hangUp();
    office.run(2_000);
    expect(hearsHz(2, TonedGuides.hzOf('music'))).toBe(true);
    dial(3, '#8571');
    office.waitFor('conversation', () => office.host.observe.snapshot().calls[0]?.state === 'connected');
    office.run(500);
    expect(office.heardFrom(2, 3)[0]).not.toBeNull();
    expect(office.heardFrom(3, 2)[0]).not.toBeNull();
    expect(hearsHz(2, TonedGuides.hzOf('music'))).toBe(false);
  });

  it('somebody takes the call that rings next to him', () => {
    dial(1, '802');
    office.waitFor('802 rings', () => office.phone(2).ringing);
    dial(3, '#7');
    office.run(1_500);
    expect(office.heardFrom(1, 3)[0]).not.toBeNull();
    expect(office.phone(2).ringing).toBe(false);
  });

  it('a busy extension is waited for: 5 at the busy tone, and both are rung when it is free', () => {
    office.talk(1, 2);
    dial(3, '802');
    office.hears(3, 'busy');
    office.phone(3).dial('5');
    office.hears(3, 'confirmation', 10_000);
    office.phone(3).hangUp();
    office.run(2_000);
    office.phone(1).hangUp();
    office.phone(2).hangUp();
    office.answers(3);
    office.answers(2);
    expect(office.heardFrom(3, 2)[0]).not.toBeNull();
  });

  it('a locked telephone reaches nobody outside but the emergency service', () => {
    set(1, '*99*1234#');
    set(1, '*54*12341#');
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('913812345678');
    office.run(8_000);
    expect(office.line(7).seized).toBe(false);
    office.phone(1).hangUp();
    office.run(1_500);
    dial(1, '110');
    office.waitFor('the operator answers', () => office.line(7).answered || office.line(8).answered, 40_000);
  });

  it('a telephone with a dial has no star, and so no codes; flash and the digits after it work there too', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('802', { via: 'pulse' });
    office.answers(2);
    office.phone(1).flash();
    office.hears(1, 'specialDial');
    office.phone(1).dial('803', { via: 'pulse' });
    office.waitFor('803 rings', () => office.phone(3).ringing, 15_000);
    office.phone(3).lift();
    office.run(800);
    office.phone(1).flash();
    office.run(600);
    office.phone(1).dial('3', { via: 'pulse' });
    office.run(2_500);
    const levels = [office.heardFrom(1, 2, 3), office.heardFrom(2, 1, 3), office.heardFrom(3, 1, 2)];
    expect(levels.flat()).not.toContain(null);
  });
});

describe('a caller from outside who dials an extension himself', () => {
  it('hears the greeting, dials 802 over the exchange line, and talks with 802', async () => {
    await office.close();
    office = new FeatureOffice({ trunk: { secondDialling: true } });
    const line = office.line(7);
    line.callIn({ number: '13800138000', name: '' });
    const greets = () => Math.abs((line.hears.hz[0] ?? 0) - TonedGuides.hzOf('greeting')) < 10;
    office.waitFor('the greeting', greets, 15_000);
    office.run(400);
    office.farKeys(7, '802');
    office.answers(2);
    expect(office.phone(1).ringing).toBe(false);
    line.say('tone1k');
    office.hears(2, 'testTone');
    line.say('none');
    office.phone(2).say('tone1k');
    office.waitFor('the caller hears 802', () => line.hears.tone === 'testTone');
  });
});
