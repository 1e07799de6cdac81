import { describe, expect, test } from 'vitest';
import type { Detectors, MediaCommand, MediaEvent } from '#ports/media.ts';
import { LegMedia } from '#runtime/sip-lines/leg-media.ts';
import { FIRST_VIRTUAL_CARD, Voices } from '#runtime/sip-lines/voices.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { portId, timeslot, timeslotOf } from '#units/ids.ts';
import { ScriptedLegs } from './bench.ts';

const PORT = portId(FIRST_VIRTUAL_CARD, 1);
const ALL: Detectors = { dtmf: true, progress: true, fax: true, callerId: null };

describe('the media plane behind ports of SIP', () => {
  const commands: MediaCommand[] = [];
  let hear: (event: MediaEvent) => void = () => undefined;
  const clock = new VirtualClock();
  const voices = new Voices({
    ...{ legs: new ScriptedLegs(), address: '0.0.0.0' },
    random: (bytes) => new Uint8Array(bytes).fill(0xff),
  });
  const media = new LegMedia(
    {
      start: (listener) => {
        hear = (event) => listener(event, clock.now());
      },
      stop: () => undefined,
      statistics: () => {
        throw new Error('not asked here');
      },
      command: (command) => commands.push(command),
    },
    voices,
    { digits: () => false, callerId: () => undefined, voice: () => undefined },
    () => clock.now(),
  );

  test('nobody listens for busy tones of a peer that says by message that it is busy', () => {
    voices.open(PORT);
    const leg = voices.outward(timeslotOf(PORT));
    media.command({ op: 'detect', slot: timeslotOf(PORT), detectors: ALL });
    media.command({ op: 'detect', slot: timeslot(3), detectors: ALL });
    expect(commands).toEqual([
      { op: 'detect', slot: leg, detectors: { ...ALL, progress: false } },
      { op: 'detect', slot: 3, detectors: ALL },
    ]);
  });

  test('a key goes on to whom its port talks to, but for one whose packets were passed on to him anyway', () => {
    const slot = voices.outward(timeslotOf(PORT))!;
    media.command({ op: 'detect', slot: timeslotOf(PORT), detectors: { ...ALL, dtmf: false } });
    media.command({ op: 'connect', from: timeslotOf(PORT), to: timeslot(3), gainDb: 0 });
    const told: MediaEvent[] = [];
    media.start((event) => told.push(event));
    commands.length = 0;
    hear({ kind: 'dtmf', slot, digit: '5' });
    hear({ kind: 'dtmf', slot, digit: '6', passed: true });
    expect(commands).toMatchObject([{ op: 'sendDigits', slot: 3, digits: '5' }]);
    expect(told.map((event) => event.kind === 'dtmf' && event.digit)).toEqual(['5', '6']);
  });

  test('packets begin far from where their numbers go round', () => {
    const legs = new ScriptedLegs();
    const other = new Voices({
      ...{ legs, address: '0.0.0.0' },
      random: (bytes) => new Uint8Array(bytes).fill(0xff),
    });
    other.open(PORT);
    const remote = { host: '192.0.2.7', port: 4000 };
    const format = { codec: 'PCMA', payload: 8, eventReceivePayload: 101 } as const;
    other.agree(PORT, { remote, ...format, direction: 'sendrecv', ptimeMs: 30, srtp: null });
    expect([...legs.agreed.values()]).toMatchObject([{ stream: { firstSequence: 0x7fff }, ptimeMs: 30 }]);
  });
});
