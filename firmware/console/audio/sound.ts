/**
 * The page's ears and mouth. Every device that is in use sends its earpiece audio to the page and is
 * measured; those that the person listens to are played as well.
 */
import type { BenchDevice } from '#web/protocol.ts';
import { createStore, type Store } from '../store.ts';
import type { BenchLink } from '../world.ts';
import { Ear, type Heard, NOTHING_HEARD } from './ear.ts';
import earpieceUrl from './earpiece.worklet.ts?worker&url';
import { readAudio, writeAudio } from './message.ts';
import microphoneUrl from './microphone.worklet.ts?worker&url';

export interface SoundState {
  /** Devices that are played aloud. */
  readonly aloud: readonly BenchDevice[];
  readonly heard: Readonly<Record<string, Heard>>;
  /** What the loudspeaker has played of each device, and how often it ran dry. */
  readonly played: Readonly<Record<string, Played>>;
  readonly microphone: 'off' | 'asking' | 'on' | 'refused';
}

export interface Played {
  readonly played: number;
  readonly gaps: number;
}

export interface Sound {
  readonly state: Store<SoundState>;
  ear(device: BenchDevice): Ear | null;
  /** Plays a device aloud, or no more; must first be called from a key or a click (the browser's rule). */
  listen(device: BenchDevice, on: boolean): void;
  /** The page's microphone speaks into these devices. */
  speakInto(devices: readonly BenchDevice[]): void;
}

const MEASURE_MS = 100;

class BenchSound implements Sound {
  readonly state = createStore<SoundState>({ aloud: [], heard: {}, played: {}, microphone: 'off' });
  readonly #link: BenchLink;
  readonly #ears = new Map<BenchDevice, Ear>();
  #context: AudioContext | null = null;
  #player: Promise<AudioWorkletNode> | null = null;
  #microphone: Promise<void> | null = null;
  #speaking: readonly BenchDevice[] = [];

  constructor(link: BenchLink) {
    this.#link = link;
    link.onAudio((message) => this.#hear(message));
    link.onBenchOpen(() => {
      this.#ears.clear();
      this.#attend();
    });
    link.world.watch(() => this.#attend());
    setInterval(() => this.#measure(), MEASURE_MS);
  }

  ear(device: BenchDevice): Ear | null {
    return this.#ears.get(device) ?? null;
  }

  listen(device: BenchDevice, on: boolean): void {
    const others = this.state.get().aloud.filter((one) => one !== device);
    this.state.set({ aloud: on ? [...others, device] : others });
    if (on) void this.#unlocked();
    else this.#post({ op: 'stop', device });
  }

  speakInto(devices: readonly BenchDevice[]): void {
    this.#speaking = devices;
    if (devices.length > 0) this.#microphone ??= this.#openMicrophone();
  }

  /** Asks for the audio of devices in use, and for no other. */
  #attend(): void {
    const { phones, lines, benchLink } = this.#link.world.get();
    if (benchLink !== 'up') return;
    const inUse = new Set<BenchDevice>([
      ...phones.filter(({ offHook }) => offHook).map(({ device }) => device),
      ...lines.filter(({ state }) => state !== 'idle' && state !== 'dead').map(({ device }) => device),
    ]);
    for (const device of inUse) {
      if (this.#ears.has(device)) continue;
      this.#ears.set(device, new Ear());
      this.#link.command({ op: 'listen', device, on: true });
    }
    for (const device of this.#ears.keys()) {
      if (inUse.has(device)) continue;
      this.#ears.delete(device);
      this.#link.command({ op: 'listen', device, on: false });
      this.#post({ op: 'stop', device });
    }
  }

  #hear(message: ArrayBuffer): void {
    const audio = readAudio(message);
    if (audio === null) return;
    this.#ears.get(audio.device)?.take(audio.samples);
    if (this.state.get().aloud.includes(audio.device)) this.#post({ op: 'samples', ...audio });
  }

  #measure(): void {
    const { tones } = this.#link.world.get();
    const before = this.state.get().heard;
    if (this.#ears.size === 0 && Object.keys(before).length === 0) return;
    const heard = Object.fromEntries([...this.#ears].map(([device, ear]) => [device, ear.measure(tones)]));
    this.state.set({ heard });
  }

  #post(message: object): void {
    void this.#player?.then(({ port }) => port.postMessage(message));
  }

  #unlocked(): Promise<AudioWorkletNode> {
    this.#context ??= new AudioContext({ latencyHint: 'interactive' });
    const context = this.#context;
    void context.resume();
    this.#player ??= context.audioWorklet.addModule(earpieceUrl).then(() => {
      const node = new AudioWorkletNode(context, 'tipring-earpiece', {
        numberOfInputs: 0,
        outputChannelCount: [1],
      });
      node.connect(context.destination);
      node.port.onmessage = ({ data }: MessageEvent<Record<string, Played>>) =>
        this.state.set({ played: data });
      return node;
    });
    return this.#player;
  }

  async #openMicrophone(): Promise<void> {
    this.state.set({ microphone: 'asking' });
    try {
      await this.#unlocked();
      const context = this.#context!;
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      await context.audioWorklet.addModule(microphoneUrl);
      const node = new AudioWorkletNode(context, 'tipring-microphone', { numberOfOutputs: 0 });
      context.createMediaStreamSource(stream).connect(node);
      node.port.onmessage = ({ data }: MessageEvent<Int16Array>) => {
        for (const device of this.#speaking) this.#link.sendAudio(writeAudio(device, data));
      };
      this.state.set({ microphone: 'on' });
    } catch {
      this.#microphone = null;
      this.state.set({ microphone: 'refused' });
    }
  }
}

export const createSound = (link: BenchLink): Sound => new BenchSound(link);

export const heardBy = (state: SoundState, device: BenchDevice): Heard =>
  state.heard[device] ?? NOTHING_HEARD;
