import type { Heard } from '#sim/people.ts';
import { PortLevelMedia } from '#sim/port-level/media-plane.ts';
import { heard, SILENCE, type Sound, TEST_TONE } from '#sim/port-level/sound.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { Timeslot } from '#units/ids.ts';
import type { Duration } from '#units/time.ts';
import { type MediaUnderTest, mediaPlaneContract, type Said } from '../../contracts/media-plane.ts';

const tone = (name: 'dial' | 'busy'): Sound => ({ is: 'tone', name, hz: [450], dbm0: -10 });

/** The plane without samples: whoever listens is told what it is. */
class PortLevelBench implements MediaUnderTest {
  readonly #clock = new VirtualClock();
  readonly plane = new PortLevelMedia(this.#clock, (name) => tone(name === 'busy' ? 'busy' : 'dial'));

  say(slot: Timeslot, said: Said): void {
    if (typeof said === 'object') this.plane.input(slot, { is: 'dtmf', digit: said.key });
    else this.plane.input(slot, { silence: SILENCE, testTone: TEST_TONE, dialTone: tone('dial') }[said]);
  }

  hears(slot: Timeslot): Heard {
    return heard(this.plane.output(slot));
  }

  pass(span: Duration): void {
    this.#clock.runFor(span);
  }

  now() {
    return this.#clock.now();
  }
}

mediaPlaneContract('at port level', { samples: false }, () => new PortLevelBench());
