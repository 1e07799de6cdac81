import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { BURST_BYTES, PAYLOAD_OFFSET, SAMPLES } from '#sim/card/burst.ts';
import { Oscillator } from '#sim/dsp/oscillator.ts';
import { FakeCard } from './fake-card.ts';

/** Shared with the test: frames exchanged, frames in which slot 1 heard anything but slot 0's last frame. */
export const FRAMES = 0;
export const GAPS = 1;

const { path, counts } = workerData as { path: string; counts: Int32Array };
const card = new FakeCard();
const tone = new Oscillator();
tone.tune(1000, -10);
const said = new Float32Array(SAMPLES);
let last = new Uint8Array(SAMPLES);

/** The host's burst is there: ours goes, and FRAME falls again, as fast as the host can answer. */
function burst(socket: Socket): void {
  const heard = card.mosi.subarray(PAYLOAD_OFFSET + SAMPLES, PAYLOAD_OFFSET + 2 * SAMPLES);
  const same = heard.every((code, at) => code === last[at]);
  said.fill(0);
  tone.add(said, 0, SAMPLES);
  card.say(0, said);
  last = Uint8Array.from(card.frame.slots[0]!);
  socket.write(card.exchange());
  if (!same) Atomics.add(counts, GAPS, 1);
  Atomics.add(counts, FRAMES, 1);
  Atomics.notify(counts, FRAMES);
  socket.write('F');
}

const server = createServer((socket) => {
  let got = 0;
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Uint8Array) => {
    card.mosi.set(bytes, got);
    got += bytes.length;
    if (got < BURST_BYTES) return;
    got = 0;
    burst(socket);
  });
  socket.write('F');
});
server.listen(path, () => parentPort?.postMessage('listening'));
