import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SipRequest } from '#ports/sip-codec.ts';
import { fieldOf, numberOf } from '#sip/codec/fields.ts';
import { sipUri } from '#sip/codec/uri.ts';
import type { Hash } from '#sip/digest/digest.ts';
import { ha1Of } from '#sip/digest/digest.ts';
import { DigestServer } from '#sip/digest/server.ts';
import type { Place } from '#sip/locate/locate.ts';
import { makeResponse } from '#sip/make.ts';
import { USUAL_MEDIA } from '#sip/sdp/session.ts';
import { backOff } from '#sip/trunk/backoff.ts';
import { Trunk, type TrunkOutput, type TrunkSettings } from '#sip/trunk/trunk.ts';
import { type Instant, inSec, instant, after as later, sec } from '#units/time.ts';
import { seeded } from '../support/peer.ts';

const hash: Hash = (algorithm, text) =>
  createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
const place = (n: number): Place => ({
  transport: 'UDP',
  address: `192.0.2.${n}`,
  port: 5060,
  name: 'c.example',
});
const SETTINGS: TrunkSettings = {
  id: 'carrier',
  domain: 'c.example',
  user: '4000',
  authUser: 'auth4000',
  password: 's3cret',
  registers: true,
  outboundProxy: null,
  port: null,
  transport: null,
  expiresSec: 600,
  watched: true,
  callerStyle: 'pai',
  media: USUAL_MEDIA,
};

/** A carrier with servers that can be switched off, and a trunk that talks to them on virtual time. */
class Carrier {
  readonly trunk: Trunk;
  readonly digest = new DigestServer('c.example', hash, seeded(9).bytes);
  readonly log: string[] = [];
  readonly dead = new Set<string>();
  servers = [place(1), place(2)];
  password = 's3cret';
  minimum = 0;
  now: Instant = instant(0);

  constructor(settings: Partial<TrunkSettings> = {}) {
    const contact = () => ({ display: '', uri: sipUri('4000', '203.0.113.1', 5060), params: [] });
    this.trunk = new Trunk({ ...SETTINGS, ...settings }, hash, seeded(4).bytes, contact, this.now);
  }

  pass(seconds: number): void {
    const end = later(this.now, sec(seconds));
    for (let turns = 0; turns < 5_000; turns++) {
      const { deadline } = this.trunk;
      if (deadline === null || deadline > end) break;
      this.now = deadline > this.now ? deadline : this.now;
      this.trunk.wake(this.now);
      this.settle();
    }
    this.now = end;
  }

  states(): string[] {
    return this.log.filter((line) => !line.includes(' > '));
  }

  count(text: string): number {
    return this.log.filter((line) => line.includes(text)).length;
  }

  private settle(): void {
    for (let all = this.trunk.drain(); all.length > 0; all = this.trunk.drain())
      for (const output of all) this.carry(output);
  }

  private carry(output: TrunkOutput): void {
    const at = Math.round(inSec((this.now - 0) as never));
    if (output.kind === 'state') this.log.push(`${at} ${output.state} ${output.why}`.trim());
    else if (output.kind === 'locate') this.trunk.located(this.servers, this.now);
    else {
      this.log.push(`${at} > ${output.request.method} ${output.place.address}`);
      const response = this.dead.has(output.place.address) ? null : this.answer(output.request);
      this.trunk.answered(output.purpose, output.place, response, this.now);
    }
  }

  private answer(request: SipRequest) {
    if (request.method === 'OPTIONS') return makeResponse(request, 404);
    const values = request.fields.filter(({ name }) => name === 'authorization').map(({ value }) => value);
    const known = (user: string, algorithm: 'MD5' | 'SHA-256') =>
      user === 'auth4000' ? ha1Of(hash, algorithm, user, 'c.example', this.password) : null;
    if (!this.digest.verify(values, 'REGISTER', known, this.now).ok) {
      const fields = this.digest.challenges(this.now).map((value) => ({ name: 'www-authenticate', value }));
      return makeResponse(request, 401, { fields });
    }
    if ((numberOf(request, 'expires', 9_999) ?? 0) < this.minimum)
      return makeResponse(request, 423, { fields: [{ name: 'min-expires', value: String(this.minimum) }] });
    const contact = request.contact as Exclude<typeof request.contact, '*'>;
    const params = [{ name: 'expires', value: fieldOf(request, 'expires') ?? '600' }];
    return makeResponse(request, 200, { contact: [{ ...contact[0]!, params }] });
  }
}

describe('a trunk', () => {
  it('registers with its password, and refreshes in time, without being asked each time', () => {
    const carrier = new Carrier({ watched: false });
    carrier.pass(280);
    expect(carrier.log).toEqual(['0 > REGISTER 192.0.2.1', '0 > REGISTER 192.0.2.1', '0 up']);
    carrier.pass(600);
    expect(carrier.states()).toEqual(['0 up']);
    expect(carrier.count('REGISTER')).toBeGreaterThan(2);
    expect(carrier.count('REGISTER')).toBeLessThan(6);
  });

  it('a wrong password is told, and not insisted on', () => {
    const carrier = new Carrier({ password: 'wrong', watched: false });
    carrier.pass(599);
    expect(carrier.states()).toEqual(['0 refused 401 Unauthorized']);
    expect(carrier.count('REGISTER')).toBe(2);
  });

  it('asks for as long as the carrier wants at least', () => {
    const carrier = new Carrier({ watched: false });
    carrier.minimum = 1_800;
    carrier.pass(5);
    expect(carrier.states()).toEqual(['0 up']);
    carrier.pass(1_600);
    expect(carrier.count('REGISTER')).toBe(3);
  });

  it('goes to the second server when the first is silent, and back when it answers again', () => {
    const carrier = new Carrier();
    carrier.pass(60);
    carrier.dead.add('192.0.2.1');
    carrier.pass(60);
    expect(carrier.trunk.servers.best!.address).toBe('192.0.2.2');
    expect(carrier.log.findLast((line) => line.includes('REGISTER'))).toContain('192.0.2.2');
    carrier.dead.clear();
    carrier.pass(60);
    expect(carrier.log.findLast((line) => line.includes('REGISTER'))).toContain('192.0.2.1');
    expect(carrier.states()).toEqual(['0 up']);
  });

  it('with all servers silent it tries at growing distances, is down when its time is over, and comes back', () => {
    const carrier = new Carrier({ watched: false });
    carrier.pass(10);
    for (const { address } of carrier.servers) carrier.dead.add(address);
    carrier.pass(4 * 3_600);
    expect(carrier.states()).toEqual(['0 up', '600 down registration has lapsed']);
    expect(carrier.count('REGISTER')).toBeLessThan(60);
    expect(carrier.count('REGISTER')).toBeGreaterThan(10);
    carrier.dead.clear();
    carrier.pass(1_801);
    expect(carrier.trunk.state).toBe('up');
  });

  it('a server that swallows a call is not used for the next one', () => {
    const carrier = new Carrier();
    carrier.pass(5);
    carrier.dead.add('192.0.2.1');
    carrier.trunk.suspect(place(1), carrier.now);
    expect(carrier.trunk.servers.best!.address).toBe('192.0.2.2');
  });

  it('a fixed peer is up while one of its servers answers', () => {
    const carrier = new Carrier({ registers: false });
    carrier.pass(5);
    for (const { address } of carrier.servers) carrier.dead.add(address);
    carrier.pass(60);
    carrier.dead.delete('192.0.2.2');
    carrier.pass(60);
    expect(carrier.states().map((line) => line.split(' ')[1])).toEqual(['up', 'down', 'up']);
    expect(carrier.count('REGISTER')).toBe(0);
  });

  it('without any address it is down, and asks DNS again', () => {
    const carrier = new Carrier();
    const { servers } = carrier;
    carrier.servers = [];
    carrier.pass(10);
    expect(carrier.states()).toEqual(['0 down no server found']);
    carrier.servers = servers;
    carrier.pass(60);
    expect(carrier.trunk.state).toBe('up');
  });

  it('an outbound proxy is asked for instead of the domain, and stands in the Route', () => {
    const carrier = new Carrier({ outboundProxy: { host: 'proxy.example', port: 5080 } });
    carrier.trunk.wake(carrier.now);
    expect(carrier.trunk.drain()).toEqual([
      { kind: 'locate', wanted: { host: 'proxy.example', port: 5_080, transport: null, secure: false } },
    ]);
    expect(carrier.trunk.routes()[0]!.uri).toMatchObject({
      host: 'proxy.example',
      params: [{ name: 'lr', value: null }],
    });
  });

  it('pauses grow from half a minute to half an hour', () => {
    expect([1, 2, 3, 7, 50].map((n) => inSec(backOff(n, 1)))).toEqual([30, 60, 120, 1_800, 1_800]);
    expect(inSec(backOff(1, 0))).toBe(15);
  });
});
