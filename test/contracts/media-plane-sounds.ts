import { expect } from 'vitest';
import { timeslot } from '#units/ids.ts';
import type { Scene, Sentence } from './media-plane.ts';

const A = timeslot(0);
const B = timeslot(1);
const RATE = 8_000;

/** So many ms of 800 Hz at about −10 dBm0, as a WAV of 16 bit. */
function toneWav(milliseconds: number): string {
  const samples = Int16Array.from({ length: (milliseconds * RATE) / 1_000 }, (_, i) =>
    Math.round(7_200 * Math.sin((2 * Math.PI * 800 * i) / RATE)),
  );
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(2 * RATE, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]).toString('base64');
}

/** Sounds as every plane plays them, with samples or without. */
export function playing(sentence: Sentence): void {
  const loaded = (scene: Scene): void => {
    scene.do({ op: 'loadSound', name: 'guide', wavBase64: toneWav(400) });
    scene.pass(20);
    expect(scene.of('loaded')).toMatchObject([{ name: 'guide', lengthMs: 400 }]);
  };
  const play = (scene: Scene, loop: boolean, id: number): void =>
    scene.do({ op: 'play', slot: A, sound: 'guide', loop, gainDb: 0, id });

  sentence('a sound is heard at its port alone until its end, and that is told', (scene) => {
    loaded(scene);
    play(scene, false, 7);
    scene.pass(200);
    expect(scene.hearsSound(A)).toBe(true);
    expect(scene.hearsSound(B)).toBe(false);
    expect(scene.of('played')).toEqual([]);
    scene.pass(350);
    expect(scene.hearsSound(A)).toBe(false);
    expect(scene.of('played')).toEqual([{ kind: 'played', slot: A, id: 7 }]);
  });

  sentence('a loop goes on until it is stopped', (scene) => {
    loaded(scene);
    play(scene, true, 8);
    scene.pass(2_000);
    expect(scene.hearsSound(A)).toBe(true);
    expect(scene.of('played')).toEqual([]);
    scene.do({ op: 'stopPlay', slot: A });
    scene.pass(150);
    expect(scene.hearsSound(A)).toBe(false);
    expect(scene.of('played')).toEqual([{ kind: 'played', slot: A, id: 8 }]);
  });

  sentence('a second sound takes the place of the first, whose end is told', (scene) => {
    loaded(scene);
    play(scene, true, 9);
    scene.pass(100);
    play(scene, false, 10);
    scene.pass(20);
    expect(scene.of('played')).toEqual([{ kind: 'played', slot: A, id: 9 }]);
    scene.pass(450);
    expect(scene.of('played').map(({ id }) => id)).toEqual([9, 10]);
  });

  sentence('a sound that nobody loaded is refused by its name', (scene) => {
    play(scene, false, 11);
    scene.pass(20);
    expect(scene.of('refused')).toMatchObject([{ op: 'play', code: 'sound-unknown' }]);
    expect(scene.of('refused')[0]!.what).toContain('guide');
  });
}
