import { expect, it } from 'vitest';
import { delayOfProbe, delayProbe } from '#native/binding.ts';
import { timeslot } from '#units/ids.ts';
import { ms, SAMPLES_PER_FRAME } from '#units/time.ts';
import { MediaBench } from './media-bench.ts';

it('between two ports of a card the plane takes one frame, and A-law does not hide it', () => {
  const bench = new MediaBench();
  const card = bench.cards[0]!;
  bench.plane.start(() => undefined);
  bench.plane.command({ op: 'connect', from: timeslot(4), to: timeslot(5), gainDb: -10 });
  const sent = new Float32Array(2048);
  sent.set(delayProbe());
  const heard = new Int16Array(sent.length);
  const frame = new Float32Array(SAMPLES_PER_FRAME);
  for (let at = 0; at + SAMPLES_PER_FRAME <= sent.length; at += SAMPLES_PER_FRAME) {
    bench.frame(() => {
      card.say(4, sent.subarray(at, at + SAMPLES_PER_FRAME));
      card.hear(5, frame);
      heard.set(frame, at);
    });
  }
  expect(delayOfProbe(heard)).toBe(ms(5));
  expect(delayOfProbe(new Int16Array(2048))).toBeNull();
});
