import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Region } from '#ports/region.ts';
import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { DEFAULT_WORLD, parseDescription } from '#sim/world/description.ts';
import { flashMsOf, networkOf } from '#sim/world/network-of-region.ts';
import { World } from '#sim/world/world.ts';
import { portId } from '#units/ids.ts';
import { assert } from '#units/result.ts';

const china = parse(readFileSync(new URL('../../regions/cn.yaml', import.meta.url), 'utf8')) as Region;

const REGIONS = new URL('../../regions/', import.meta.url);
const regions = readdirSync(REGIONS).filter((name) => name.endsWith('.yaml'));

describe('the telephones of a country', () => {
  it.each(regions)('%s: their flash is one to an exchange of the country', (name) => {
    const region = parse(readFileSync(new URL(name, REGIONS), 'utf8')) as Region;
    const { flashMsMin, flashMsMax } = region.hook;
    for (const code of [region.code, 'ZZ']) {
      const flashMs = flashMsOf({ ...region, code });
      expect(flashMs).toBeGreaterThan(flashMsMin);
      expect(flashMs).toBeLessThan(flashMsMax);
      const world = new World({ ...DEFAULT_WORLD, nation: networkOf({ ...region, code }) });
      expect(world.phone('1/1').flashMs).toBe(flashMs);
      const ports = [{ port: portId(1, 1), kind: 'fxs' }] as const;
      const named = new PortLevelWorld(new VirtualClock(), { region: { ...region, code }, ports });
      expect(named.phones.get('1/1')?.flashMs).toBe(flashMs);
    }
  });
});

describe('the public network around an office', () => {
  it('is the simulator’s own for a country that it knows', () => {
    expect(networkOf(china)).toBe('CN');
  });

  it('sounds and rings like the office for a country that only its technician knows', () => {
    const tones = { ...china.tones, dial: { levelDbm0: -10, repeat: true, steps: [{ hz: [600], ms: 0 }] } };
    const region: Region = { ...china, code: 'ZZ', tones, ring: { ...china.ring, hz: 50 } };
    const described = parseDescription(JSON.stringify({ nation: networkOf(region) }));
    assert(described.ok, 'a network passes through JSON');
    const world = new World(described.value);
    // Relays rest: the first telephone is on the last exchange line.
    const phone = world.phone('1/1');
    const line = world.exchangeLine('1/8');
    line.callIn({ number: '1', name: '' });
    for (let i = 0; i < 100; i++) world.frame();
    expect(phone.rings[0]?.hz).toBe(50);
    line.giveUp();
    for (let i = 0; i < 100; i++) world.frame();
    phone.lift();
    for (let i = 0; i < 400; i++) world.frame();
    expect(phone.hears.tone).toBe('dial');
    expect(Math.round(phone.hears.hz[0]!)).toBe(600);
  });
});
