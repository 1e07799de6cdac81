import { describe, expect, test } from 'vitest';
import type { Detectors, MediaCommand } from '#ports/media.ts';
import { LegMedia } from '#runtime/sip-lines/leg-media.ts';
import { FIRST_VIRTUAL_CARD, Voices } from '#runtime/sip-lines/voices.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { portId, timeslot, timeslotOf } from '#units/ids.ts';
import { ScriptedLegs } from './bench.ts';

const PORT = portId(FIRST_VIRTUAL_CARD, 1);
const ALL: Detectors = { dtmf: true, progress: true, fax: true, callerId: null };

describe('the media plane behind ports of SIP', () => {
  const commands: MediaCommand[] = [];
  const clock = new VirtualClock();
  const voices = new Voices({
    ...{ legs: new ScriptedLegs(), address: '0.0.0.0', family: 'ipv4' },
    random: (bytes) => new Uint8Array(bytes).fill(0xff),
  });
  const media = new LegMedia(
    {
      start: () => undefined,
      stop: () => undefined,
      statistics: () => {
        throw new Error('not asked here');
      },
      command: (command) => commands.push(command),
    },
    voices,
    { digits: () => false, callerId: () => undefined },
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

  test('packets begin far from where their numbers go round', () => {
    const legs = new ScriptedLegs();
    const other = new Voices({
      ...{ legs, address: '0.0.0.0', family: 'ipv4' },
      random: (bytes) => new Uint8Array(bytes).fill(0xff),
    });
    other.open(PORT);
    const remote = { host: '192.0.2.7', port: 4000 };
    const format = { codec: 'PCMA', payload: 8, eventReceivePayload: 101 } as const;
    other.agree(PORT, { remote, ...format, direction: 'sendrecv', ptimeMs: 30, srtp: null });
    expect([...legs.agreed.values()]).toMatchObject([{ stream: { firstSequence: 0x7fff }, ptimeMs: 30 }]);
  });
});
