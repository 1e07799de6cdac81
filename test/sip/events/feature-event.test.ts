import { describe, expect, it } from 'vitest';
import { fieldOf } from '#sip/codec/fields.ts';
import {
  FEATURE_EVENT,
  featureNews,
  featureWish,
  NOTHING_SET,
  type PhoneFeatures,
  setsFeature,
} from '#sip/events/feature-event.ts';
import { Notifier } from '#sip/events/notifier.ts';
import { instant, after as later, sec } from '#units/time.ts';
import { acceptedRequest, textOf, wire } from '../support/messages.ts';
import { seeded, UDP } from '../support/peer.ts';

const SET_DND = (inside = '<doNotDisturbOn>true</doNotDisturbOn>'): string =>
  `<?xml version="1.0" encoding="ISO-8859-1"?>\r\n<SetDoNotDisturb xmlns="http://www.ecma-international.org/standards/ecma-323/csta/ed3">\r\n<device/>${inside}</SetDoNotDisturb>\r\n`;

function subscribe(body: string, headers: readonly string[] = [], type = FEATURE_EVENT) {
  const length = new TextEncoder().encode(body).length;
  return acceptedRequest(
    wire(
      [
        'SUBSCRIBE sip:820@pbx.example SIP/2.0',
        'Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1;rport',
        'From: <sip:820@pbx.example>;tag=watcher',
        'To: <sip:820@pbx.example>',
        'Call-ID: k1',
        'CSeq: 1 SUBSCRIBE',
        'Max-Forwards: 70',
        'Contact: <sip:820@192.0.2.7:5062>',
        'Event: as-feature-event',
        ...(body === '' ? [] : [`Content-Type: ${type}`]),
        ...headers,
        `Content-Length: ${length}`,
      ],
      body,
    ),
  );
}

const wishOf = (body: string) => featureWish(subscribe(body));

describe('what a key of a telephone asks for', () => {
  it('is read whatever the telephone writes around it', () => {
    expect(wishOf(SET_DND())).toEqual({ feature: 'do-not-disturb', on: true, number: '', rings: null });
    expect(
      wishOf(
        '<c:SetDoNotDisturb xmlns:c="x" a=\'1\'><c:device>820</c:device><c:doNotDisturbOn> 0 </c:doNotDisturbOn></c:SetDoNotDisturb>',
      ),
    ).toEqual({ feature: 'do-not-disturb', on: false, number: '', rings: null });
    const forward = (dn: string) =>
      `<SetForwarding><device><deviceIdentifier>820</deviceIdentifier></device><forwardingType>forwardNoAns</forwardingType><activateForward>true</activateForward>${dn}<ringCount>3</ringCount></SetForwarding>`;
    const to = (dn: string) => wishOf(forward(`<forwardDN>${dn}</forwardDN>`));
    expect(to('801')).toEqual({ feature: 'forward-no-answer', on: true, number: '801', rings: 3 });
    expect(to('sip:801@pbx.example;user=phone')).toMatchObject({ number: '801' });
    expect(to('tel:+86-21-5555 1234')).toMatchObject({ number: '+862155551234' });
    expect(wishOf(forward('<forwardDN/>'))).toMatchObject({ on: true, number: '' });
  });

  it.each([
    ['<ringCount>12</ringCount>', 12],
    ['<ringCount> 0 </ringCount>', 0],
    ['', null],
    ['<ringCount/>', null],
    ['<ringCount>-2</ringCount>', null],
    ['<ringCount>1e3</ringCount>', null],
    ['<ringCount>99999999999999999999</ringCount>', null],
  ])('with %s it shall ring %s times before, and is forwarded in any case', (count, rings) => {
    const forward = (type: string, on: boolean) =>
      wishOf(
        `<SetForwarding><forwardingType>${type}</forwardingType><activateForward>${on}</activateForward><forwardDN>801</forwardDN>${count}</SetForwarding>`,
      );
    expect(forward('forwardNoAns', true)).toMatchObject({ number: '801', rings });
    expect(forward('forwardNoAns', false)).toMatchObject({ on: false, rings: null });
    expect(forward('forwardBusy', true)).toMatchObject({ number: '801', rings: null });
  });

  it('without a body it is no wish, and of another package neither', () => {
    expect(setsFeature(subscribe(SET_DND()))).toBe(true);
    expect(setsFeature(subscribe(''))).toBe(false);
    const other = subscribe(SET_DND());
    expect(setsFeature({ ...other, fields: [{ name: 'event', value: 'dialog' }] })).toBe(false);
  });

  it.each([
    ['nothing that is XML', 'Set-DND: on'],
    ['a document with a beginning alone', '<SetDoNotDisturb><doNotDisturbOn>true</doNotDisturbOn>'],
    ['an end that is another’s', '<SetDoNotDisturb><doNotDisturbOn>true</device></SetDoNotDisturb>'],
    ['two documents', `${SET_DND()}<SetDoNotDisturb/>`],
    ['words beside the document', `${SET_DND()}and more`],
    [
      'entities of its own',
      '<!DOCTYPE x [<!ENTITY a "true">]><SetDoNotDisturb><doNotDisturbOn>&a;</doNotDisturbOn></SetDoNotDisturb>',
    ],
    ['a section of its own', SET_DND('<doNotDisturbOn><![CDATA[true]]></doNotDisturbOn>')],
    ['a comment', SET_DND('<!-- <doNotDisturbOn>true</doNotDisturbOn> -->')],
    ['elements without end', SET_DND('<a/>'.repeat(40))],
    ['depth without end', SET_DND(`${'<a>'.repeat(20)}${'</a>'.repeat(20)}`)],
    ['a sign that stays open', SET_DND('<doNotDisturbOn')],
    ['neither on nor off', SET_DND('<doNotDisturbOn>perhaps</doNotDisturbOn>')],
    ['what objects have by themselves', SET_DND('<doNotDisturbOn>constructor</doNotDisturbOn>')],
    ['nothing at all', SET_DND('')],
    ['a feature that there is not', '<SetMood><doNotDisturbOn>true</doNotDisturbOn></SetMood>'],
    [
      'a way to forward that there is not',
      '<SetForwarding><forwardingType>__proto__</forwardingType><activateForward>true</activateForward></SetForwarding>',
    ],
  ])('a body with %s is refused', (_what, body) => {
    expect(wishOf(body)).toBe(400);
  });

  it('too long a body, and one of another kind, is not even looked at', () => {
    expect(featureWish(subscribe(SET_DND(' '.repeat(3_000))))).toBe(413);
    expect(featureWish(subscribe(SET_DND(), [], 'application/json'))).toBe(415);
  });

  it('a document with a byte exchanged is the same wish, or none', () => {
    const { bytes } = seeded(7);
    const request = subscribe(SET_DND());
    const read = new Set<string>();
    for (let turn = 0; turn < 2_000; turn++) {
      const body = request.body.slice();
      body[bytes(1)[0]! % body.length] = bytes(1)[0]!;
      read.add(JSON.stringify(featureWish({ ...request, body })));
      expect(featureWish({ ...request, body: bytes(200) })).toBe(400);
    }
    const wish = JSON.stringify({ feature: 'do-not-disturb', on: true, number: '', rings: null });
    expect([...read].filter((one) => one !== wish)).toEqual(['400']);
    expect(read.size).toBe(2);
  });
});

const ALL: PhoneFeatures = { ...NOTHING_SET, doNotDisturb: true, forwardAll: '8<1', forwardNoAnswer: '802' };

describe('what keys of a telephone are told', () => {
  it('several things are one message of several documents, one thing is a document', () => {
    const first = featureNews('820', ALL, new Map(), true)!;
    const boundary = /^multipart\/mixed;boundary=(\S+)$/.exec(first.contentType)![1]!;
    const parts = first.text.split(`--${boundary}`).slice(1);
    expect(parts.pop()).toBe('--\r\n');
    for (const part of parts) {
      const [head = '', body = ''] = part.split('\r\n\r\n');
      expect(head).toContain(`Content-Type: ${FEATURE_EVENT}`);
      expect(body.trimEnd().length + 2).toBe(Number(/Content-Length: (\d+)/.exec(head)![1]));
    }
    expect(first.text).toContain('<forwardTo>8&#60;1</forwardTo>');
    const cleared = { ...ALL, doNotDisturb: false };
    const next = featureNews('820', cleared, first.told, true)!;
    expect([next.contentType, next.more]).toEqual([FEATURE_EVENT, false]);
    expect(next.text).toContain('<doNotDisturbOn>false</doNotDisturbOn>');
    expect(featureNews('820', cleared, next.told, true)).toBeNull();
  });
});

describe('a subscription to the keys of a telephone', () => {
  function notifier(accept: readonly string[]) {
    const desk = new Notifier(seeded(1).bytes);
    const told: { readonly at: number; readonly type: string; readonly text: string }[] = [];
    let now = instant(0);
    const pass = (seconds: number): void => {
      const end = later(now, sec(seconds));
      for (let at = desk.deadline; at !== null && at <= end; at = desk.deadline) {
        now = at;
        desk.wake(now);
        for (const { subscription, request } of desk.drain()) {
          const type = fieldOf(request, 'content-type') ?? '';
          told.push({ at: now / 1e6, type, text: textOf(request.body) });
          desk.answered(subscription, 200, now);
        }
      }
      now = end;
    };
    const { status } = desk.subscribe('820', subscribe('', accept), UDP, now);
    return { desk, told, pass, status, now: () => now };
  }

  it('a telephone that reads one document at a time is sent one after the other, each answered before the next', () => {
    const { told, pass, desk, status } = notifier([`Accept: ${FEATURE_EVENT}`]);
    expect(status).toBe(200);
    pass(1);
    expect(told.map(({ type }) => type)).toEqual(Array.from({ length: 4 }, () => FEATURE_EVENT));
    expect(new Set(told.map(({ text }) => /<forwardingType>\w+|DoNot/.exec(text)![0])).size).toBe(4);
    pass(4_000);
    expect([desk.size, desk.deadline]).toEqual([0, null]);
  });

  it('who writes that he reads several is sent several, and one that reads nothing of it is refused', () => {
    const { told, pass } = notifier([`Accept: ${FEATURE_EVENT}, multipart/mixed`]);
    pass(1);
    expect(told).toHaveLength(1);
    expect(notifier(['Accept: text/plain']).status).toBe(406);
  });

  it('what changes and changes back within a second is not told', () => {
    const { desk, told, pass, now } = notifier([]);
    pass(5);
    desk.set('as-feature-event', '820', ALL, now());
    pass(0.1);
    const after = told.length;
    desk.set('as-feature-event', '820', NOTHING_SET, now());
    desk.set('as-feature-event', '820', ALL, now());
    pass(5);
    expect([after, told.length]).toEqual([2, 2]);
  });
});
