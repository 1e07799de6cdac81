import { describe, expect, it } from 'vitest';
import type { SipRequest } from '#ports/sip-codec.ts';
import { fieldOf } from '#sip/codec/fields.ts';
import { dialogInfo, type WatchedCall } from '#sip/events/dialog-info.ts';
import { NOTIFIER_LIMITS } from '#sip/events/notifier.ts';
import { tagOf } from '#sip/make.ts';
import { ms } from '#units/time.ts';
import { UDP } from '../support/peer.ts';
import { Desk, subscribe } from './desk.ts';

const CALL: WatchedCall = {
  id: 'c1',
  direction: 'recipient',
  state: 'early',
  remoteNumber: '102',
  remoteName: 'A & <B>',
};

describe('busy lamps and message lamps', () => {
  it('a watcher is told at once how it stands, and then of each change', () => {
    const desk = new Desk();
    const { status, parts } = desk.subscribe('dialog', ['Expires: 600']);
    expect([status, parts.fields]).toEqual([200, [{ name: 'expires', value: '600' }]]);
    desk.pass(5);
    desk.notifier.set('dialog', '102', [CALL], desk.now);
    desk.notifier.set('dialog', '103', [CALL], desk.now);
    desk.pass(5);
    expect(desk.told.map(({ text }) => /<state>(\w+)/.exec(text)?.[1] ?? 'idle')).toEqual(['idle', 'early']);
    const { request } = desk.told[1]!;
    expect([request.method, request.cseq.number, fieldOf(request, 'event')]).toEqual(['NOTIFY', 2, 'dialog']);
    expect(desk.state(1)).toBe('active;expires=595');
    expect(desk.told[1]!.text).toContain('version="1"');
  });

  it('a hundred calls in a second are one NOTIFY, with what is true at its end', () => {
    const desk = new Desk();
    desk.subscribe('dialog');
    desk.pass(2);
    for (let n = 0; n < 100; n++) {
      desk.notifier.set('dialog', '102', n === 99 ? null : [CALL], desk.now);
      desk.pass(0.01);
    }
    desk.pass(3);
    expect(desk.told.length).toBeLessThanOrEqual(4);
    expect(desk.told.at(-1)!.text).not.toContain('<dialog ');
  });

  it('one NOTIFY at a time: a watcher that does not answer is asked no more, and forgotten', () => {
    const desk = new Desk();
    desk.answer = 'none';
    desk.subscribe('dialog');
    for (let n = 0; n < 20; n++) desk.notifier.set('dialog', '102', [CALL], desk.now);
    desk.pass(60);
    expect(desk.told).toHaveLength(1);
    desk.notifier.answered(1 as never, null, desk.now);
    expect([desk.notifier.size, desk.notifier.deadline]).toEqual([0, null]);
  });

  it('messages that wait are counted', () => {
    const desk = new Desk();
    desk.subscribe('message-summary');
    desk.pass(2);
    desk.notifier.set('message-summary', '102', { unheard: 2, heard: 5 }, desk.now);
    desk.pass(2);
    expect(desk.told.map(({ text }) => text.split('\r\n')[0])).toEqual([
      'Messages-Waiting: no',
      'Messages-Waiting: yes',
    ]);
    expect(desk.told[1]!.text).toContain('Voice-Message: 2/5 (0/0)');
  });

  it('a subscription is refreshed within its dialog, ends by itself, and by a wish', () => {
    const desk = new Desk();
    const { parts } = desk.subscribe('dialog;id=7', ['Expires: 100']);
    const tag = `;tag=${parts.tag}`;
    desk.pass(90);
    expect(desk.subscribe('dialog', ['Expires: 100'], 2, tag).status).toBe(200);
    desk.pass(90);
    expect(desk.notifier.size).toBe(1);
    expect(tagOf(desk.told[0]!.request.from)).toBe(parts.tag);
    expect(fieldOf(desk.told[0]!.request, 'event')).toBe('dialog;id=7');
    desk.pass(20);
    expect([desk.state(-1), desk.notifier.size]).toEqual(['terminated;reason=timeout', 0]);
    expect(desk.subscribe('dialog', [], 3, tag).status).toBe(481);
    const next = desk.subscribe('dialog', [], 1, '', 'w2');
    desk.subscribe('dialog', ['Expires: 0'], 2, `;tag=${next.parts.tag}`, 'w2');
    desk.pass(2);
    expect([desk.state(-1), desk.notifier.size]).toEqual(['terminated;reason=timeout', 0]);
  });

  it('a single look is answered by a single NOTIFY', () => {
    const desk = new Desk();
    desk.subscribe('dialog', ['Expires: 0']);
    desk.pass(1);
    expect([desk.told.length, desk.state(0), desk.notifier.size]).toEqual([
      1,
      'terminated;reason=timeout',
      0,
    ]);
  });

  it('what cannot be is refused: packages, forms, times, too many', () => {
    const desk = new Desk({ ...NOTIFIER_LIMITS, perUser: 2 });
    expect(desk.subscribe('presence.winfo').status).toBe(489);
    expect(desk.subscribe('dialog', ['Accept: text/plain']).status).toBe(406);
    expect(desk.subscribe('dialog', ['Require: recipient-list-subscribe, eventlist'])).toEqual({
      status: 420,
      parts: { fields: [{ name: 'unsupported', value: 'recipient-list-subscribe, eventlist' }] },
    });
    expect(desk.subscribe('dialog', ['Expires: 5']).status).toBe(423);
    expect(desk.subscribe('dialog', [], 1, ';tag=nobody').status).toBe(481);
    const all = ['a', 'b', 'c'].map((call) => desk.subscribe('dialog', [], 1, '', call).status);
    expect(all).toEqual([200, 200, 503]);
    desk.notifier.forget('101');
    expect(desk.notifier.size).toBe(0);
  });

  it('a telephone that is taken away ends its own watching; others see still what its extension does', () => {
    const desk = new Desk();
    desk.notifier.set('dialog', '101', [CALL], desk.now);
    desk.notifier.set('message-summary', '101', { unheard: 1, heard: 0 }, desk.now);
    desk.subscribe('dialog');
    desk.notifier.forget('101');
    expect(desk.notifier.size).toBe(0);
    const about = (event: string): string => {
      const request = subscribe(event, ['Expires: 0'], 1, '', event);
      const uri = { ...request.uri, user: '101' } as SipRequest['uri'];
      desk.notifier.subscribe('103', { ...request, uri }, UDP, desk.now);
      desk.pass(1);
      return desk.told.at(-1)!.text;
    };
    expect(about('dialog')).toContain('<state>early</state>');
    expect(about('message-summary')).toContain('Messages-Waiting: yes');
  });

  it('a watcher that says it knows nothing is forgotten', () => {
    const desk = new Desk();
    desk.answer = 481;
    desk.subscribe('dialog');
    desk.pass(ms(1) / 1e6);
    expect(desk.notifier.size).toBe(0);
  });

  it('names are text, whatever signs are in them', () => {
    const xml = dialogInfo('sip:102@x', 'x', 0, [{ ...CALL, remoteName: 'a\u0000<b>&"\ud800' }]);
    expect(xml).toContain('display="a&#60;b&#62;&#38;&#34;"');
    expect(
      dialogInfo(
        'sip:1@x',
        'x',
        0,
        Array.from({ length: 50 }, () => CALL),
      ).match(/<dialog /g),
    ).toHaveLength(8);
  });
});
