import { describe, expect, it } from 'vitest';
import type { SipRequest } from '#ports/sip-codec.ts';
import type { Flow } from '#sip/flow.ts';
import { Registrar } from '#sip/registrar/registrar.ts';
import { type Instant, instant, after as later, sec } from '#units/time.ts';
import { acceptedRequest, wire } from '../support/messages.ts';

const T0 = instant(0);
const at = (seconds: number): Instant => later(T0, sec(seconds));
const flow = (host = '192.0.2.7', port = 5062, transport: Flow['transport'] = 'UDP'): Flow => ({
  transport,
  local: { host: '192.0.2.1', port: 5060 },
  remote: { host, port },
});
let cseq = 0;
const register = (contact: string, extra: readonly string[] = [], callId = 'a'): SipRequest =>
  acceptedRequest(
    wire([
      'REGISTER sip:pbx.example SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1;rport',
      'From: <sip:101@pbx.example>;tag=1',
      'To: <sip:101@pbx.example>',
      `Call-ID: ${callId}`,
      `CSeq: ${++cseq} REGISTER`,
      'Max-Forwards: 70',
      ...(contact === '' ? [] : [`Contact: ${contact}`]),
      ...extra,
    ]),
  );
const A = '<sip:101@192.0.2.7:5062>';
const B = '<sip:101@192.0.2.8:5070>';

/** A registrar and what it says to user 101. */
function desk(registrar = new Registrar()) {
  const say = (contact: string, extra: readonly string[] = [], now = T0, over = flow(), callId = 'a') =>
    registrar.register('101', register(contact, extra, callId), over, now);
  const where = (now = T0): string[] =>
    registrar.bindingsOf('101', now).map(({ contact }) => ('host' in contact.uri ? contact.uri.host : ''));
  return { registrar, say, where };
}

describe('where telephones are', () => {
  it('a telephone registers, is found, refreshes, and is gone when its time is over', () => {
    const { registrar, say, where } = desk();
    const { status, parts } = say(A, ['Expires: 120']);
    expect(status).toBe(200);
    expect(parts.contact![0]!.params).toEqual([{ name: 'expires', value: '120' }]);
    say(A, ['Expires: 120'], at(100));
    expect(where(at(219))).toEqual(['192.0.2.7']);
    expect(where(at(220))).toEqual([]);
    registrar.wake(at(220));
    expect(
      registrar.drain().events.map((event) => [event.kind, 'why' in event ? event.why : event.first]),
    ).toEqual([
      ['registered', true],
      ['registered', false],
      ['unregistered', 'expired'],
    ]);
    expect([registrar.size, registrar.deadline]).toEqual([0, null]);
  });

  it('several telephones of one extension are tried by preference, then the newest first', () => {
    const { say, where } = desk();
    say(`${A};q=0.3, ${B};q=0.9`);
    say('<sip:101@192.0.2.9>;q=0.3', [], at(5));
    expect(where(at(6))).toEqual(['192.0.2.8', '192.0.2.9', '192.0.2.7']);
  });

  it('one says where it is no more, and another forgets all of them', () => {
    const { say, where } = desk();
    say(`${A}, ${B}`);
    say(`${A};expires=0`);
    expect(where()).toEqual(['192.0.2.8']);
    expect(say('*').status).toBe(400);
    expect(say('*', ['Expires: 0']).status).toBe(200);
    expect(where()).toEqual([]);
  });

  it('asked without a Contact it only tells', () => {
    const { say } = desk();
    say(A);
    expect(say('').parts.contact).toHaveLength(1);
  });

  it('too short a time is refused with what is borne, too long a one is cut', () => {
    const { say, where } = desk();
    const refused = say(A, ['Expires: 59']);
    expect([refused.status, refused.parts.fields]).toEqual([423, [{ name: 'min-expires', value: '60' }]]);
    expect(where()).toEqual([]);
    expect(say(A, ['Expires: 4294967295']).parts.contact![0]!.params).toContainEqual({
      name: 'expires',
      value: '3600',
    });
  });

  it('a request that was overtaken by a newer one changes nothing', () => {
    const { say, where, registrar } = desk();
    const old = register(`${A};expires=0`);
    say(A);
    expect(registrar.register('101', old, flow(), T0).status).toBe(500);
    expect(where()).toEqual(['192.0.2.7']);
    expect(say(A, [], T0, flow(), 'rebooted').status).toBe(200);
  });

  it('all of a request happens, or nothing of it', () => {
    const { say, where } = desk();
    expect(say(`${A}, ${B};expires=5`).status).toBe(423);
    expect(where()).toEqual([]);
  });

  it('holds a bounded number: of one extension the oldest gives way, of all the newest is refused', () => {
    const { say, registrar } = desk();
    for (let n = 0; n < 30; n++) say(`<sip:101@192.0.2.${n + 1}>`, [], at(n));
    expect(registrar.bindingsOf('101', at(30))).toHaveLength(10);
    const small = new Registrar({
      total: 2,
      perUser: 10,
      expiresSecMin: 60,
      expiresSecMax: 3_600,
      pathEntries: 8,
    });
    const results = [1, 2, 3].map((n) => small.register(`${n}`, register(A), flow(), T0).status);
    expect(results).toEqual([200, 200, 503]);
  });

  it('behind NAT it is reached by where it is seen, and asked every 25 s so that the door stays open', () => {
    const { registrar, say } = desk();
    say(A, [], T0, flow('198.51.100.9', 30_001));
    const [binding] = registrar.bindingsOf('101', T0);
    expect(binding).toMatchObject({
      behindNat: true,
      flow: { remote: { host: '198.51.100.9', port: 30_001 } },
    });
    registrar.drain();
    registrar.wake(at(25));
    expect(registrar.drain().checks.map(({ id }) => id)).toEqual([binding!.id]);
    expect(registrar.deadline).toBe(at(50));
  });

  it('a telephone that is silent three times is gone; one that refuses is there', () => {
    const { registrar, say, where } = desk();
    say(A);
    const [binding] = registrar.bindingsOf('101', T0);
    for (const status of [null, 408, 404, null, null]) registrar.checked(binding!.id, status, T0);
    expect(where()).toHaveLength(1);
    registrar.checked(binding!.id, null, T0);
    expect(where()).toEqual([]);
  });

  it('the end of a connection is the end of what was reached over it', () => {
    const { registrar, say, where } = desk();
    const tcp = flow('192.0.2.7', 40_000, 'TCP');
    say(A, [], T0, tcp);
    say(B, [], T0, flow('192.0.2.8', 40_000, 'TCP'));
    registrar.flowLost(tcp);
    expect(where()).toEqual(['192.0.2.8']);
    expect([registrar.hasPeerAt('192.0.2.7'), registrar.hasPeerAt('192.0.2.8')]).toEqual([false, true]);
  });

  it('the same telephone over another flow keeps its place (outbound), and is told how to keep it', () => {
    const { registrar, say } = desk();
    const me = '+sip.instance="<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>"';
    const first = say(`${A};reg-id=1;${me}`, ['Supported: path, outbound, gruu']);
    say(`<sip:101@192.0.2.99>;reg-id=1;${me}`, ['Supported: outbound'], at(1), flow('192.0.2.99'));
    const [binding, none] = registrar.bindingsOf('101', at(1));
    expect(none).toBeUndefined();
    expect(binding!.flow.remote.host).toBe('192.0.2.99');
    expect(first.parts.fields).toContainEqual({ name: 'require', value: 'outbound' });
    const uuid = 'urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF';
    expect(first.parts.contact![0]!.params).toContainEqual({
      name: 'pub-gruu',
      value: `"sip:101@pbx.example;gr=${uuid}"`,
    });
    expect(registrar.withInstance('101', uuid, at(1))?.id).toBe(binding!.id);
  });

  it('proxies on the way are kept and told back; a path without end is refused', () => {
    const { registrar, say } = desk();
    const path = 'Path: <sip:edge1.example;lr>, <sip:edge2.example;lr>';
    const { parts } = say(A, [path, 'Supported: path']);
    expect(parts.fields!.filter(({ name }) => name === 'path').map(({ value }) => value)).toEqual([
      '<sip:edge1.example;lr>',
      '<sip:edge2.example;lr>',
    ]);
    expect(registrar.bindingsOf('101', T0)[0]!.path).toHaveLength(2);
    const endless = `Path: ${Array.from({ length: 9 }, (_, n) => `<sip:e${n}.example;lr>`).join(', ')}`;
    expect(say(A, [endless]).status).toBe(400);
    expect(say(A, ['Path: <<<']).status).toBe(400);
  });
});
