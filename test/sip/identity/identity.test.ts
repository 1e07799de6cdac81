import { describe, expect, it } from 'vitest';
import { writtenAddress } from '#sip/codec/values.ts';
import { callerHeaders, callerOf } from '#sip/identity/caller.ts';
import {
  CAUSE_OF_SIP,
  causeOf,
  causeOfStatus,
  exchangeCause,
  reasonCause,
  SIP_OF_CAUSE,
  statusOfCause,
} from '#sip/identity/causes.ts';
import { makeResponse } from '#sip/make.ts';
import { acceptedRequest, optionsWith } from '../support/messages.ts';

const heard = (...lines: string[]) => acceptedRequest(optionsWith({}, ...lines));

describe('who calls', () => {
  it('a carrier is believed what it asserts, a telephone is not', () => {
    const request = heard('P-Asserted-Identity: "Wang" <sip:+8613800138000@c.example>, <tel:+8613800138001>');
    expect(callerOf(request, true)).toEqual({ number: '+8613800138001', name: '', restricted: false });
    expect(callerOf(request, false)).toEqual({ number: '101', name: 'Li Na', restricted: false });
  });

  it.each([
    [
      ['Remote-Party-ID: "W" <sip:02012345@c.example;user=phone>;party=calling;privacy=off'],
      '02012345',
      false,
    ],
    [['Remote-Party-ID: <sip:555@c.example>;privacy=full'], '555', true],
    [['P-Asserted-Identity: <sip:555@c.example>', 'Privacy: id'], '555', true],
    [['P-Asserted-Identity: <<<', 'Privacy: none'], '101', false],
    [['P-Asserted-Identity: <sip:+86-10-5555%3Bnpdi@c.example>'], '+86105555', false],
  ] as const)('%j', (lines, number, restricted) => {
    expect(callerOf(heard(...lines), true)).toMatchObject({ number, restricted });
  });

  it('anonymous is nobody, and to be kept so', () => {
    const from = { From: 'From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=1' };
    const request = acceptedRequest(optionsWith(from));
    expect(callerOf(request, true)).toEqual({ number: '', name: 'Anonymous', restricted: true });
  });

  it('what is said to a carrier is heard by it as meant, in each of its styles', () => {
    const party = { number: '+861055551234', name: 'Reception', restricted: false };
    for (const style of ['from', 'pai', 'rpid'] as const)
      for (const restricted of [false, true]) {
        const { from, fields } = callerHeaders({ ...party, restricted }, style, 'c.example', '4000');
        const request = { ...heard(), from, fields };
        const expected = restricted && style === 'from' ? '4000' : party.number;
        expect(callerOf(request, true), `${style} ${restricted}`).toMatchObject({
          number: expected,
          restricted,
        });
        if (restricted) expect(callerOf(request, false).number).toBe('');
      }
  });

  it('a number that is cut within a character is told on all the same', () => {
    const request = heard(`P-Asserted-Identity: <sip:${'1'.repeat(63)}%F0%9F%98%80@c.example>`);
    const { from } = callerHeaders(callerOf(request, true), 'pai', 'c.example', '4000');
    expect(writtenAddress(from)).toBe(`<sip:${'1'.repeat(63)}%EF%BF%BD@c.example>`);
  });

  it('a carrier that knows us by our address alone is told an address that it can read', () => {
    const nobody = { number: '', name: '', restricted: false };
    const { from, fields } = callerHeaders(nobody, 'pai', 'c.example', '');
    expect(writtenAddress(from)).toBe('<sip:c.example>');
    expect(fields).toEqual([{ name: 'p-asserted-identity', value: '<sip:c.example>' }]);
  });
});

describe('causes', () => {
  // RFC 3398 §7.2.4.1 and §8.2.6.1.
  it.each([
    [17, 486],
    [1, 404],
    [21, 403],
    [34, 503],
    [19, 480],
    [28, 484],
    [102, 504],
    [25, 483],
    [99, 480],
  ])('Q.850 %i is SIP %i', (cause, status) => {
    expect(statusOfCause(cause)).toBe(status);
  });

  it.each([
    [486, 17],
    [404, 1],
    [603, 21],
    [480, 18],
    [503, 41],
    [483, 25],
    [487, 16],
    [499, 127],
    [699, 21],
    [599, 41],
  ])('SIP %i is Q.850 %i', (status, cause) => {
    expect(causeOfStatus(status)).toBe(cause);
  });

  it('every cause of the tables is one that the exchange keeps records with', () => {
    for (const cause of [...Object.values(CAUSE_OF_SIP), ...Object.keys(SIP_OF_CAUSE).map(Number)])
      expect([1, 3, 16, 17, 18, 19, 21, 25, 27, 28, 31, 34, 38, 41, 42, 44, 47, 102]).toContain(
        exchangeCause(cause),
      );
    expect([17, 26, 2, 127, 58, 88].map(exchangeCause)).toEqual([17, 16, 3, 41, 47, 31]);
  });

  it('a Reason header is more exact than the status', () => {
    const response = makeResponse(heard(), 480, {
      fields: [{ name: 'reason', value: 'SIP;cause=480, Q.850 ;cause=34 ;text="no circuit"' }],
    });
    expect([reasonCause(response), causeOf(response)]).toEqual([34, 34]);
    expect(causeOf(makeResponse(heard(), 480))).toBe(18);
    expect(reasonCause(heard('Reason: Q.850;cause=999'))).toBeNull();
  });
});
