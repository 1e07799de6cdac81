import { SAMPLES_PER_FRAME } from '#units/time.ts';
import { TestOffice } from '../../test/support/office.ts';

/** Si3215 round trip is 1.1 ms at 1 kHz (data sheet, limits): half of it at each end. The models have none. */
const CODECS_MS = 1.1;
const FRAMES_MAX = 40;
const AUDIBLE = 200;

export interface Latency {
  /** From the sample spoken into one handset to the same sample in the other, virtual board. */
  readonly modelMs: number;
  readonly withCodecsMs: number;
  readonly cardQueueDepth: number;
}

/** Mouth to ear between two analog telephones: the burst, the engine and the card's queue. */
export async function measureLatency(): Promise<Latency> {
  const office = new TestOffice();
  const [caller, called] = [office.phone(1), office.phone(2)];
  caller.lift();
  office.hears(1, 'dial');
  caller.dial('802');
  office.waitFor('802 rings', () => called.ringing);
  called.lift();
  office.run(2_000);
  const { cardQueueDepth } = office.host.observe.snapshot().statistics.media;
  caller.say('tone1k');
  const modelMs = firstSoundMs(office, called.receive);
  await office.close();
  return { modelMs, withCodecsMs: Number((modelMs + CODECS_MS).toFixed(3)), cardQueueDepth };
}

function firstSoundMs(office: TestOffice, earpiece: Float32Array): number {
  for (let frame = 0; frame < FRAMES_MAX; frame++) {
    office.run(5);
    const sample = earpiece.findIndex((value) => Math.abs(value) > AUDIBLE);
    if (sample >= 0) return (frame * SAMPLES_PER_FRAME + sample) / 8;
  }
  throw new Error('nothing was heard');
}
