import { expect } from 'vitest';
import type { MatrixEntry, MediaCommand } from '#ports/media.ts';
import { timeslot } from '#units/ids.ts';
import type { Sentence } from './media-plane.ts';

const A = timeslot(0);
const B = timeslot(1);
const C = timeslot(2);

/** A is the agent, B the customer, C the supervisor. */
export function supervising(sentence: Sentence): void {
  const supervised = (muted: boolean, matrix: readonly MatrixEntry[]): MediaCommand => {
    const members = [A, B, C].map((slot) => ({ slot, gainDb: 0, muted: muted && slot === C }));
    return { op: 'conference', id: 2, members, matrix };
  };

  sentence('a supervisor who listens hears the call and is heard by nobody', (scene) => {
    scene.do(supervised(true, []));
    scene.say(C, 'testTone');
    scene.pass(200);
    scene.expectSilence(A);
    scene.expectSilence(B);
    scene.say(C, 'silence');
    scene.say(B, 'testTone');
    scene.pass(200);
    scene.expectTone(A, 1000, -10);
    scene.expectTone(C, 1000, -10);
  });

  sentence(
    'a whisper is heard by the agent and not by the customer; who barges in is heard by both',
    (scene) => {
      scene.do(supervised(true, [{ from: C, to: A, gainDb: 0 }]));
      scene.say(C, 'testTone');
      scene.pass(200);
      scene.expectTone(A, 1000, -10);
      scene.expectSilence(B);
      scene.do(supervised(false, []));
      scene.pass(200);
      scene.expectTone(A, 1000, -10);
      scene.expectTone(B, 1000, -10);
    },
  );

  sentence('the matrix keeps one member from another', (scene) => {
    scene.do(supervised(false, [{ from: A, to: B, gainDb: null }]));
    scene.say(A, 'testTone');
    scene.pass(200);
    scene.expectSilence(B);
    scene.expectTone(C, 1000, -10);
  });
}

/** Of planes that move real samples. */
export function recordingAndQuality(sentence: Sentence): void {
  sentence('a member of a conference who talks is told, and told again when he has ended', (scene) => {
    const members = [A, B].map((slot) => ({ slot, gainDb: 0 }));
    scene.do({ op: 'conference', id: 1, members });
    scene.say(A, 'testTone');
    scene.pass(300);
    expect(scene.of('talking')).toEqual([{ kind: 'talking', slot: A, on: true }]);
    scene.say(A, 'silence');
    scene.pass(600);
    expect(scene.of('talking').slice(1)).toEqual([{ kind: 'talking', slot: A, on: false }]);
  });

  sentence('both legs of a call come as one file in parts of a second', (scene) => {
    scene.connect(A, B);
    scene.say(A, 'testTone');
    scene.do({ op: 'recordCall', left: A, right: B, msMax: 60_000, id: 5 });
    scene.pass(2500);
    scene.do({ op: 'stopRecordCall', id: 5 });
    scene.pass(10);
    scene.expectTone(B, 1000, -10);
    const parts = scene.of('recording');
    expect(parts.map(({ last, lostMs }) => [last, lostMs])).toEqual([
      [false, 0],
      [false, 0],
      [false, 0],
      [true, 0],
    ]);
    const sizes = parts.map(({ bytesBase64 }) => Buffer.from(bytesBase64, 'base64').length);
    expect(sizes[0]).toBe(46 + 16_000);
    expect(parts.map(({ at }) => at)).toEqual([0, 16_046, 32_046, 0]);
    expect(sizes[3]).toBe(46);
  });

  sentence('the quality of a leg is told when asked and at the end', (scene) => {
    scene.do({ op: 'quality', slot: A, report: 'start' });
    scene.say(A, 'testTone');
    scene.pass(1000);
    scene.do({ op: 'quality', slot: A, report: 'now' });
    scene.pass(10);
    scene.do({ op: 'quality', slot: A, report: 'end' });
    scene.pass(10);
    expect(scene.of('quality').map(({ last }) => last)).toEqual([false, true]);
    const { quality } = scene.of('quality')[0]!;
    expect(Math.abs(quality.levelDbm0! + 10)).toBeLessThan(0.5);
    expect(quality.mos).toBeGreaterThan(4.3);
    expect(quality.clippedShare).toBe(0);
  });

  sentence('a sound is brought to the level asked for and begins where it is told to', (scene) => {
    scene.say(A, 'testTone');
    scene.do({ op: 'record', slot: A, msMax: 600, id: 3 });
    scene.pass(800);
    const { wavBase64 } = scene.of('recorded')[0]!;
    scene.do({ op: 'loadSound', name: 'hold', wavBase64, loudnessDbm0: -20 });
    scene.do({ op: 'play', slot: B, sound: 'hold', loop: false, startMs: 300, gainDb: 0, id: 4 });
    scene.pass(200);
    scene.expectTone(B, 1000, -20);
    scene.pass(150);
    expect(scene.of('played')).toHaveLength(1);
  });
}
