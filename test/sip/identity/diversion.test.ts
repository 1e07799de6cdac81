import { describe, expect, it } from 'vitest';
import { sipUri } from '#sip/codec/uri.ts';
import {
  carrierDiversion,
  DIVERSIONS_MAX,
  type Diversion,
  diversionsOf,
  telephoneDiversion,
  timesDiverted,
} from '#sip/identity/diversion.ts';
import type { DiversionReason } from '#switching/model.ts';
import { acceptedRequest, optionsWith } from '../support/messages.ts';

const heard = (...lines: string[]) => acceptedRequest(optionsWith({}, ...lines));
const said = (fields: readonly { readonly name: string; readonly value: string }[]) =>
  fields.map(({ name, value }) => `${name}: ${value}`);
const by = (number: string, why: DiversionReason, more: Partial<Diversion> = {}): Diversion => ({
  ...{ number, name: '', restricted: false, why, count: 1, ...more },
});

/** RFC 7544 §7.1, with numbers in place of its user names: three users one after the other, the second not to be shown. */
const THREE = [
  by('+1001', 'no-answer'),
  by('+1002', 'user-busy', { restricted: true }),
  by('+1003', 'unconditional'),
];
const DIVERSION =
  'Diversion: <sip:+1003@c.example>;reason=unconditional;counter=1;privacy=off,' +
  ' <sip:+1002@c.example>;reason=user-busy;counter=1;privacy=full,' +
  ' <sip:+1001@c.example>;reason=no-answer;counter=1;privacy=off';
const HISTORY =
  'History-Info: <sip:+1001@c.example>;index=1,' +
  ' <sip:+1002@c.example;cause=408?privacy=history>;index=1.1;mp=1,' +
  ' <sip:+1003@c.example;cause=486>;index=1.1.1;mp=1.1, <sip:+1004@c.example;cause=302>;index=1.1.1.1;mp=1.1.1';

const TO = { domain: 'c.example', account: '4000', target: sipUri('+1004', 'c.example') };

describe('who has sent a call on, as a carrier is told', () => {
  it('the last one stands on top, each with its reason, and a hidden one as hidden', () => {
    expect(said(carrierDiversion(THREE, 'diversion', TO))).toEqual([
      'diversion: <sip:+1003@c.example>;reason=unconditional;counter=1;privacy=off',
      'diversion: <sip:+1002@c.example>;reason=user-busy;counter=1;privacy=full',
      'diversion: <sip:+1001@c.example>;reason=no-answer;counter=1;privacy=off',
    ]);
  });

  it('as the way that the call went (RFC 7544 §7.1)', () => {
    expect(said(carrierDiversion(THREE, 'history-info', TO))).toEqual([
      'history-info: <sip:+1001@c.example>;index=1',
      'history-info: <sip:+1002@c.example;cause=408?Privacy=history>;index=1.1;mp=1',
      'history-info: <sip:+1003@c.example;cause=486>;index=1.1.1;mp=1.1',
      'history-info: <sip:+1004@c.example;cause=302>;index=1.1.1.1;mp=1.1.1',
    ]);
  });

  it('who has no public number is the account; where there is none either, nothing is said', () => {
    const nobody = [by('', 'user-busy', { name: 'Li "Na"' })];
    expect(said(carrierDiversion(nobody, 'diversion', TO))).toEqual([
      'diversion: "Li \\"Na\\"" <sip:4000@c.example>;reason=user-busy;counter=1;privacy=off',
    ]);
    const known = by('+1001', 'no-answer');
    for (const style of ['diversion', 'history-info'] as const) {
      expect(carrierDiversion(nobody, style, { ...TO, account: '' })).toEqual([]);
      expect(carrierDiversion([], style, TO)).toEqual([]);
      expect(carrierDiversion([known, known, known, known, known, known, known], style, TO).length).toBe(
        style === 'diversion' ? DIVERSIONS_MAX : DIVERSIONS_MAX + 1,
      );
    }
    expect(carrierDiversion(THREE, 'none', TO)).toEqual([]);
  });

  it('the name of who is hidden is hidden with the number', () => {
    const hidden = [by('+1001', 'unconditional', { name: 'Li Na', restricted: true })];
    expect(said(carrierDiversion(hidden, 'diversion', TO)).join()).not.toContain('Li Na');
  });
});

describe('who has sent a call on, as a telephone is told', () => {
  it('with number and name, for its display', () => {
    expect(said(telephoneDiversion([by('802', 'user-busy', { name: 'Anna' })], '192.0.2.1'))).toEqual([
      'diversion: "Anna" <sip:802@192.0.2.1>;reason=user-busy;counter=1;privacy=off',
    ]);
  });

  it('of a long way its beginning and its end', () => {
    const chain = ['801', '802', '803', '804'].map((number) => by(number, 'unconditional'));
    const numbers = said(telephoneDiversion(chain, 'h')).map((line) => /sip:([0-9]+)@/.exec(line)?.[1]);
    expect(numbers).toEqual(['804', '801']);
  });

  it('but not who may not be shown, or has no number', () => {
    expect(telephoneDiversion([by('', 'unknown'), by('1', 'unknown', { restricted: true })], 'h')).toEqual(
      [],
    );
  });
});

describe('who has sent a call on, as a carrier says', () => {
  it.each([DIVERSION, HISTORY])('first to last, in either header: %s', (line) => {
    expect(diversionsOf(heard(line))).toEqual(THREE);
    expect(timesDiverted(heard(line))).toBe(3);
  });

  it('what we say ourselves is heard as it was meant', () => {
    for (const style of ['diversion', 'history-info'] as const)
      for (const why of ['unconditional', 'user-busy', 'no-answer', 'unavailable', 'deflection'] as const) {
        const fields = carrierDiversion([by('+1001', why)], style, TO);
        expect(diversionsOf({ ...heard(), fields }), style).toEqual([by('+1001', why)]);
      }
  });

  it.each([
    [
      'Diversion: "B" <tel:+1001>;reason="do-not-disturb";counter=3',
      by('+1001', 'unknown', { name: 'B', count: 3 }),
    ],
    [
      'Diversion: <sip:+1001@x>;reason=USER-BUSY;privacy="full"',
      by('+1001', 'user-busy', { restricted: true }),
    ],
    ['Diversion: <sip:+1001@x>;counter=0', by('+1001', 'unknown')],
    ['Diversion: <sip:+1001@x>;counter=99999999', by('+1001', 'unknown')],
    ['Diversion: @@, <sip:+1001@x>, <mailto:a@b>, <sip:x>', by('+1001', 'unknown')],
    [
      'History-Info: <sip:+1001@x?Reason=SIP%3Bcause%3D302>;index=1, <sip:+1004@x>;index=1.1',
      by('+1001', 'unconditional'),
    ],
    [
      'History-Info: <sip:+1001@x>;index=1, <sip:a@x>;index=1.1, <sip:+1004@x;cause=487>;index=1.2;mp=1',
      by('+1001', 'deflection'),
    ],
  ])('also where it is written oddly: %s', (line, expected) => {
    expect(diversionsOf(heard(line))).toEqual([expected]);
  });

  it.each([
    'History-Info: <sip:+1001@x>;index=1, <sip:+1002@x>;index=1.1',
    'History-Info: <sip:+1001@x;cause=302>;index=1',
    'History-Info: <sip:+1001@x>;index=1, <sip:+1002@x;cause=200>;index=1.1;mp=1',
    'Diversion: ',
    'Diversion: <sip:+1001@x>;reason=a;reason=b',
  ])('what tells of no diversion is none: %s', (line) => {
    expect(diversionsOf(heard(line))).toEqual([]);
  });

  it('a long way is counted whole, and its last part kept', () => {
    const long = Array.from({ length: 40 }, (_, n) => `<sip:${n}@x>`).join(', ');
    const request = heard(`Diversion: ${long}`);
    expect(diversionsOf(request).map(({ number }) => number)).toEqual(['4', '3', '2', '1', '0']);
    expect(timesDiverted(request)).toBe(40);
    expect(timesDiverted(heard('Diversion: <sip:1@x>;counter=7, @@, @@'))).toBe(9);
    expect(timesDiverted(heard())).toBe(0);
  });
});
