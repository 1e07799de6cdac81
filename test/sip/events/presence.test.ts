import { describe, expect, it } from 'vitest';
import type { SipPresence } from '#ports/sip-stack.ts';
import { fieldOf } from '#sip/codec/fields.ts';
import { elementsOf } from '#sip/events/plain-xml.ts';
import { presenceDocument } from '#sip/events/presence.ts';
import { Registrar } from '#sip/registrar/registrar.ts';
import { answerOutside } from '#sip/stack/outside-calls.ts';
import { instant } from '#units/time.ts';
import { UDP } from '../support/peer.ts';
import { Desk, subscribe } from './desk.ts';

const ALL: readonly SipPresence[] = [
  ...(['free', 'on-the-phone', 'do-not-disturb', 'absent', 'forwarded', 'out-of-service'] as const),
];

/** What a watcher's screen is told, in short. */
function seen(text: string): string {
  const words = [/<basic>(\w+)<\/basic>/, /<rpid:([\w-]+)\/>/, /<note xml:lang="[\w-]+">([^<]*)<\/note>/];
  return words.flatMap((word) => word.exec(text)?.[1] ?? []).join(', ');
}

const watching = (): Desk => {
  const desk = new Desk();
  expect(desk.subscribe('presence', ['Accept: application/pidf+xml', 'Expires: 600']).status).toBe(200);
  return desk;
};
const told = (desk: Desk): string[] => desk.told.map(({ text }) => seen(text));

describe('presence of an extension', () => {
  it('is told at once, and again when it changes', () => {
    const desk = new Desk();
    desk.notifier.set('presence', '102', 'free', desk.now);
    desk.subscribe('presence');
    desk.pass(10);
    desk.notifier.set('presence', '102', 'on-the-phone', desk.now);
    desk.notifier.set('presence', '103', 'absent', desk.now);
    desk.pass(10);
    expect(told(desk)).toEqual(['open', 'open, on-the-phone, On the phone']);
    const { request } = desk.told[1]!;
    expect([fieldOf(request, 'event'), fieldOf(request, 'content-type')]).toEqual([
      'presence',
      'application/pidf+xml',
    ]);
    expect([request.cseq.number, desk.state(1)]).toEqual([2, 'active;expires=3590']);
  });

  it('whose telephone is switched off, or whom nobody knows, is closed', () => {
    const desk = watching();
    desk.pass(10);
    desk.notifier.set('presence', '102', 'free', desk.now);
    desk.pass(10);
    desk.notifier.set('presence', '102', null, desk.now);
    desk.pass(10);
    expect(told(desk)).toEqual(['closed, Offline', 'open', 'closed, Offline']);
  });

  it('tells what its user has set, in words of the watcher', () => {
    expect(
      ALL.map((presence) => seen(presenceDocument(presence, { entity: 'sip:102@x', language: 'en' }))),
    ).toEqual([
      'open',
      'open, on-the-phone, On the phone',
      'open, busy, Do not disturb',
      'open, away, Absent',
      'open, Calls are forwarded',
      'closed, Offline',
    ]);
    const desk = new Desk(undefined, (user) => (user === '103' ? 'zh-CN' : 'en'));
    desk.notifier.set('presence', '102', 'do-not-disturb', desk.now);
    desk.subscribe('presence');
    desk.notifier.subscribe('103', subscribe('presence', [], 1, '', 'w2'), UDP, desk.now);
    desk.pass(0);
    expect(told(desk)).toEqual(['open, busy, Do not disturb', 'open, busy, 免打扰']);
  });

  it('is one well-formed document whatever the watcher wrote, about the very address that it watches', () => {
    const entity = 'sip:"><basic>open</basic>&\u0000@x\'';
    for (const presence of ALL) {
      const text = presenceDocument(presence, { entity, language: 'zh-CN' });
      expect(elementsOf(text)?.root).toBe('presence');
      expect(text.match(/<basic>/g)).toHaveLength(1);
      expect(text).not.toContain('\u0000');
    }
    const desk = watching();
    expect(desk.told[0]!.text).toContain(' entity="sip:102@pbx.example">');
    expect(desk.told[0]!.text).toContain('<contact>sip:102@pbx.example</contact>');
  });

  it('changes that come while a NOTIFY is under way are one NOTIFY after its answer, with the last of them', () => {
    const desk = new Desk();
    desk.answer = 'none';
    desk.subscribe('presence');
    for (const presence of ALL) desk.notifier.set('presence', '102', presence, desk.now);
    desk.notifier.set('presence', '102', 'absent', desk.now);
    desk.pass(20);
    expect(told(desk)).toEqual(['closed, Offline']);
    desk.notifier.answered(1 as never, 200, desk.now);
    desk.pass(1);
    expect(told(desk).slice(1)).toEqual(['open, away, Absent']);
  });

  it('no watcher is told more than once in five seconds, and each of them the newest', () => {
    const desk = new Desk();
    for (const call of ['a', 'b', 'c']) desk.subscribe('presence', [], 1, '', call);
    desk.pass(6);
    desk.told.length = 0;
    for (let n = 0; n < 120; n++) {
      desk.notifier.set('presence', '102', n % 2 === 0 ? 'on-the-phone' : 'free', desk.now);
      desk.pass(0.1);
    }
    desk.pass(5);
    const times = Map.groupBy(desk.told, ({ request }) => request.callId);
    expect([...times.keys()].sort()).toEqual(['a', 'b', 'c']);
    for (const own of times.values()) {
      expect(own.length).toBeLessThanOrEqual(4);
      expect(own.every(({ at }, n) => n === 0 || at - own[n - 1]!.at >= 5)).toBe(true);
      expect(seen(own.at(-1)!.text)).toBe('open');
    }
  });

  it('what a telephone would say of itself (PUBLISH) is refused, and the answer says what is taken', () => {
    const rooms = { notifier: new Desk().notifier, registrar: new Registrar() };
    const request = { ...subscribe('presence'), method: 'PUBLISH' };
    const sender = { kind: 'device', user: '101', number: '101' } as const;
    const { status, parts } = answerOutside(rooms, request, sender, UDP, instant(0));
    expect([status, parts.fields?.map(({ name }) => name)]).toEqual([405, ['allow']]);
    expect(parts.fields?.[0]?.value).not.toContain('PUBLISH');
  });

  it('a single look is answered once; a form that is not ours is refused', () => {
    const desk = new Desk();
    desk.subscribe('presence', ['Expires: 0']);
    desk.pass(10);
    expect([told(desk), desk.state(0), desk.notifier.size]).toEqual([
      ['closed, Offline'],
      'terminated;reason=timeout',
      0,
    ]);
    expect(desk.subscribe('presence', ['Accept: application/cpim-pidf+xml']).status).toBe(406);
  });
});
