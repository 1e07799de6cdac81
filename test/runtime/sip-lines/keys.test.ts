import { expect, test } from 'vitest';
import type { MediaCommand, MediaEvent } from '#ports/media.ts';
import { LegMedia } from '#runtime/sip-lines/leg-media.ts';
import { Voices } from '#runtime/sip-lines/voices.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { timeslot, timeslotOf } from '#units/ids.ts';
import { instant } from '#units/time.ts';
import { ScriptedLegs } from './bench.ts';

/** A SIP telephone at 100/1 that talks to the analog one at 1/1, over a media plane by script. */
function talking() {
  const clock = new VirtualClock();
  const voices = new Voices({
    ...{ legs: new ScriptedLegs(), address: '0.0.0.0' },
    random: (bytes) => new Uint8Array(bytes).fill(7),
  });
  const commands: MediaCommand[] = [];
  const heard: MediaEvent[] = [];
  let tell: (event: MediaEvent) => void = () => undefined;
  const media = new LegMedia(
    {
      start: (listener) => {
        tell = (event) => listener(event, instant(0));
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
  media.start((event) => heard.push(event));
  voices.open('100/1');
  const [own, other] = [timeslotOf('100/1'), timeslotOf('1/1')];
  media.command({ op: 'connect', from: own, to: other, gainDb: 0 });
  commands.length = 0;
  return {
    media,
    commands,
    heard,
    own,
    other,
    leg: voices.outward(own)!,
    tell: (event: MediaEvent) => tell(event),
  };
}

test('a key that came as an event is heard by whom the telephone talks to, for it has no sound of its own', () => {
  const { commands, heard, other, leg, tell } = talking();
  tell({ kind: 'dtmf', slot: leg, digit: '5' });
  expect(commands).toMatchObject([{ op: 'sendDigits', slot: other, digits: '5' }]);
  expect(heard).toMatchObject([{ kind: 'dtmf', slot: timeslotOf('100/1') }]);
  // That it was sent is nobody's business but ours.
  const [sent] = commands as { id: number }[];
  tell({ kind: 'sent', slot: other, id: sent!.id });
  expect(heard).toHaveLength(1);
});

test('while the exchange listens for keys they are its own', () => {
  const { media, commands, own, leg, tell } = talking();
  media.command({
    ...{ op: 'detect', slot: own },
    detectors: { dtmf: true, progress: false, fax: false, callerId: null },
  });
  commands.length = 0;
  tell({ kind: 'dtmf', slot: leg, digit: '5' });
  expect(commands).toEqual([]);
});

test('a key at an analog telephone is sound, and stays it', () => {
  const { commands, tell } = talking();
  tell({ kind: 'dtmf', slot: timeslot(3), digit: '5' });
  expect(commands).toEqual([]);
});
