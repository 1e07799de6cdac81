import type { WebSocket } from 'ws';
import { AUDIO_SAMPLES_PER_MESSAGE, type BenchMessage } from '#ports/bench.ts';
import { parseBenchCommand } from './bench-command.ts';
import type { BenchDesk } from './bench-desk.ts';

/** Messages a second that a page may send (audio is 50 a second and device), and a burst of them. */
const MESSAGES_PER_SECOND = 400;
const MESSAGES_BURST = 400;
/** A page that does not read so much loses audio rather than having it later. */
const BUFFERED_BYTES_MAX = 65_536;
const LISTENS_MAX = 32;
const DEVICE_NAME_MAX = 32;
const FRAME_SAMPLES = 40;
const SAMPLE_BYTES = 2;

/** Gathers the frames of one device into messages of 20 ms. */
class Listener {
  readonly #device: string;
  readonly #message: Uint8Array;
  readonly #view: DataView;
  readonly #head: number;
  #samples = 0;

  constructor(device: string) {
    this.#device = device;
    this.#head = 1 + device.length;
    this.#message = new Uint8Array(this.#head + AUDIO_SAMPLES_PER_MESSAGE * SAMPLE_BYTES);
    this.#message[0] = device.length;
    this.#message.set(Buffer.from(device, 'ascii'), 1);
    this.#view = new DataView(this.#message.buffer);
  }

  /** The message that this frame completes, or null; it is overwritten by the next. */
  take(desk: BenchDesk, frame: Float32Array): Uint8Array | null {
    const device = desk.device(this.#device);
    if (device === null) return null;
    if (device.kind === 'phone') device.phone.earpiece(frame);
    else device.line.earpiece(frame);
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const sample = Math.max(-32_768, Math.min(32_767, Math.round(frame[i]!)));
      this.#view.setInt16(this.#head + (this.#samples + i) * SAMPLE_BYTES, sample, true);
    }
    this.#samples = (this.#samples + FRAME_SAMPLES) % AUDIO_SAMPLES_PER_MESSAGE;
    return this.#samples === 0 ? this.#message : null;
  }
}

/** One page that is connected: its commands, its ears, its allowance. */
export class BenchClient {
  readonly #socket: WebSocket;
  readonly #desk: BenchDesk;
  readonly #listeners = new Map<string, Listener>();
  readonly #frame = new Float32Array(FRAME_SAMPLES);
  #allowance = MESSAGES_BURST;
  #refilledAt = performance.now();
  #shown = '';

  constructor(socket: WebSocket, desk: BenchDesk) {
    this.#socket = socket;
    this.#desk = desk;
  }

  text(message: string): void {
    if (!this.#allowed()) return;
    const command = parseBenchCommand(message);
    if (!command.ok) {
      this.#send({ kind: 'refused', ...command.error });
      return;
    }
    const result = this.#desk.run(command.value);
    if (!result.ok) this.#send({ kind: 'refused', ...result.error });
    else if (result.value !== null) this.#send(result.value);
    else if (command.value.op === 'listen') this.#listen(command.value.device, command.value.on);
  }

  /** Microphone samples of a device. */
  binary(message: Uint8Array): void {
    if (!this.#allowed()) return;
    const length = message[0] ?? 0;
    const bytes = message.length - 1 - length;
    if (length > DEVICE_NAME_MAX || bytes !== AUDIO_SAMPLES_PER_MESSAGE * SAMPLE_BYTES) {
      this.#refuse('TR-SIM-003', 'the audio message is not a device name and 160 samples');
      return;
    }
    const device = this.#desk.device(Buffer.from(message.subarray(1, 1 + length)).toString('latin1'));
    if (device === null) {
      this.#refuse('TR-SIM-004', 'the audio message names no device');
      return;
    }
    const view = new DataView(message.buffer, message.byteOffset + 1 + length, bytes);
    const samples = new Int16Array(AUDIO_SAMPLES_PER_MESSAGE);
    for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(i * SAMPLE_BYTES, true);
    if (device.kind === 'phone') device.phone.speak(samples);
    else device.line.speak(samples);
  }

  /** Sends the state unless this page has it already. */
  show(state: string): void {
    if (state === this.#shown || this.#socket.bufferedAmount > BUFFERED_BYTES_MAX) return;
    this.#shown = state;
    this.#socket.send(state);
  }

  /** After each frame of the world. */
  frame(): void {
    for (const listener of this.#listeners.values()) {
      const message = listener.take(this.#desk, this.#frame);
      if (message !== null && this.#socket.bufferedAmount <= BUFFERED_BYTES_MAX) {
        this.#socket.send(Uint8Array.from(message));
      }
    }
  }

  #listen(device: string, on: boolean): void {
    if (!on) this.#listeners.delete(device);
    else if (this.#listeners.size >= LISTENS_MAX)
      this.#refuse('TR-SIM-008', 'too many devices are listened to');
    else if (!this.#listeners.has(device)) this.#listeners.set(device, new Listener(device));
  }

  /** A page beyond its allowance is told once, and then not heard until it has some again. */
  #allowed(): boolean {
    const now = performance.now();
    const earned = ((now - this.#refilledAt) * MESSAGES_PER_SECOND) / 1000;
    this.#allowance = Math.min(MESSAGES_BURST, this.#allowance + earned);
    this.#refilledAt = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    if (this.#allowance < 1) this.#refuse('TR-SIM-009', 'too many messages; some are not heard');
    return true;
  }

  #refuse(code: string, what: string): void {
    this.#send({ kind: 'refused', code, what });
  }

  #send(message: BenchMessage): void {
    if (this.#socket.bufferedAmount <= BUFFERED_BYTES_MAX) this.#socket.send(JSON.stringify(message));
  }
}
