import type { PortInfo } from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import type { Alerting, Office, Timing } from '#switching/model.ts';
import { fixedLocalTime, PLAIN_SERVICES, plainExtension, plainTrunk } from '#switching/plain.ts';

const FIRST_NUMBER = 801;
/** From 801 on there are 99 numbers of three digits; a bigger office gets four: 8001 … */
const THREE_DIGITS_MAX = 99;

/** The core's times, from the country's data. */
export const timingOf = ({ timers, trunk }: Region): Timing => ({
  firstDigitMsMax: timers.firstDigitMsMax,
  interDigitMsMax: timers.interDigitMsMax,
  ringMsMax: timers.ringMsMax,
  busyMsMax: timers.busyMsMax,
  howlerMsMax: timers.howlerMsMax,
  answerByTimeMs: timers.answerByTimeMs,
  trunkGuardMs: timers.trunkGuardMs,
  trunkRingGapMsMax: trunk.ringGapMsMax,
  dialToneWaitMsMax: trunk.dialToneWaitMsMax,
});

export const alertingOf = ({ ring, callerId }: Region): Alerting => ({
  cadence: ring.cadence,
  callerId: {
    when: callerId.when,
    lineReversal: callerId.lineReversal,
    alertTone: callerId.alertTone,
    delayMs: callerId.delayMs,
  },
});

/** Numbers of an office with so many telephones: 801 … or 8001 … */
export const numberOf =
  (phones: number) =>
  (index: number): string =>
    String((phones > THREE_DIGITS_MAX ? 8001 : FIRST_NUMBER) + index);

/**
 * An office that works out of the box: 801, 802 … on the telephones in order of position, every exchange
 * line in one group behind 9, calls from outside ring at the first telephone.
 */
export function defaultOffice(ports: readonly PortInfo[], region: Region, utcOffsetMinutes: number): Office {
  const phones = ports.filter((info) => info.kind === 'fxs');
  // A line without a telephone to ring at is of no use yet.
  const lines = phones.length === 0 ? [] : ports.filter((info) => info.kind === 'fxo');
  const long = phones.length > THREE_DIGITS_MAX;
  const number = numberOf(phones.length);
  return {
    extensions: phones.map(({ port }, i) => plainExtension(number(i), port, `Telephone ${i + 1}`)),
    trunks: lines.map(({ port }, i) => plainTrunk(port, `Line ${i + 1}`, 'outside', number(0))),
    trunkGroups: lines.length > 0 ? [{ id: 'outside', hunt: 'linear' }] : [],
    plan: [
      { pattern: long ? '8XXX' : '8XX', to: { kind: 'extension' } },
      ...(lines.length > 0
        ? [
            {
              pattern: '9.',
              to: { kind: 'trunk-group', group: 'outside', strip: 1, secondDialTone: true } as const,
            },
          ]
        : []),
    ],
    emergency: region.emergency,
    timing: timingOf(region),
    alerting: alertingOf(region),
    services: { ...PLAIN_SERVICES, dialling: region.dialling ?? null },
    localTime: fixedLocalTime(utcOffsetMinutes),
  };
}
