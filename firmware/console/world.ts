/** All that the page knows, and the two links that tell it: the exchange, and the simulator bench. */
import type {
  Bench,
  BenchCommand,
  BenchFault,
  BenchLine,
  BenchMessage,
  BenchPhone,
  EventMessage,
  Picture,
  Tones,
} from '#web/protocol.ts';
import { keepConnected, type LinkState } from './link/keep-connected.ts';
import { EMPTY_PICTURE, told } from './picture.ts';
import { createStore, type Store } from './store.ts';

export interface RegisterPage {
  readonly chip: string;
  readonly direct: readonly number[];
  readonly indirect: readonly number[];
}

export interface World {
  readonly exchangeLink: LinkState;
  /** `none`: this exchange stands on a real board, there is no bench. */
  readonly benchLink: LinkState | 'none';
  readonly picture: Picture;
  readonly phones: readonly BenchPhone[];
  readonly lines: readonly BenchLine[];
  readonly faults: readonly { readonly target: string; readonly fault: BenchFault }[];
  readonly registers: Readonly<Record<string, RegisterPage>>;
  readonly tones: Tones;
  readonly refused: { readonly code: string; readonly what: string } | null;
}

export interface BenchLink {
  readonly world: Store<World>;
  command(command: BenchCommand): boolean;
  sendAudio(message: Uint8Array<ArrayBuffer>): boolean;
  /** Each audio message that arrives. */
  onAudio(hear: (message: ArrayBuffer) => void): void;
  /** The bench's socket (re)opened: what was asked of it before is forgotten there. */
  onBenchOpen(opened: () => void): void;
  close(): void;
}

/** The server's heartbeat is 5 s; three missed ones are a dead link. */
const EXCHANGE_SILENCE_MS_MAX = 15_000;

/** Keeps the old object where nothing changed, so that an untouched telephone is not drawn again. */
function keepSame<T extends { readonly device: string }>(old: readonly T[], now: readonly T[]): readonly T[] {
  const texts = new Map(old.map((one) => [one.device, { one, text: JSON.stringify(one) }]));
  const kept = now.map((one) => {
    const before = texts.get(one.device);
    return before?.text === JSON.stringify(one) ? before.one : one;
  });
  return kept.length === old.length && kept.every((one, i) => one === old[i]) ? old : kept;
}

function onExchange(world: Store<World>, message: EventMessage): void {
  const before = world.get().picture;
  const picture = told(before, message);
  if (picture !== before) world.set({ picture });
}

function onBench(world: Store<World>, message: BenchMessage): void {
  const { phones, lines, registers } = world.get();
  switch (message.kind) {
    case 'state':
      world.set({
        phones: keepSame(phones, message.phones),
        lines: keepSame(lines, message.lines),
        faults: message.faults,
      });
      return;
    case 'registers': {
      const { port, chip, direct, indirect } = message;
      world.set({ registers: { ...registers, [port]: { chip, direct, indirect } } });
      return;
    }
    case 'refused':
      world.set({ refused: { code: message.code, what: message.what } });
  }
}

async function benchAddress(world: Store<World>): Promise<string | null> {
  const answer = await fetch('/api/bench');
  if (!answer.ok) return null;
  const { url, tones } = (await answer.json()) as Bench;
  world.set({ tones });
  return url;
}

export function connectBench(): BenchLink {
  const world = createStore<World>({
    exchangeLink: 'connecting',
    benchLink: 'connecting',
    picture: EMPTY_PICTURE,
    phones: [],
    lines: [],
    faults: [],
    registers: {},
    tones: {},
    refused: null,
  });
  let hear: (message: ArrayBuffer) => void = () => {};
  let opened: () => void = () => {};
  const exchange = keepConnected({
    address: async () => `${location.origin.replace(/^http/, 'ws')}/api/events`,
    onState: (exchangeLink) => world.set({ exchangeLink }),
    onText: (text) => onExchange(world, JSON.parse(text) as EventMessage),
    silenceMsMax: EXCHANGE_SILENCE_MS_MAX,
  });
  const bench = keepConnected({
    address: () => benchAddress(world),
    onState: (benchLink) => world.set({ benchLink }),
    onOpen: () => opened(),
    onText: (text) => onBench(world, JSON.parse(text) as BenchMessage),
    onBytes: (bytes) => hear(bytes),
    silenceMsMax: 0,
  });
  return {
    world,
    command: (command) => bench.send(JSON.stringify(command)),
    sendAudio: (message) => bench.send(message),
    onAudio: (listener) => {
      hear = listener;
    },
    onBenchOpen: (listener) => {
      opened = listener;
    },
    close: () => {
      exchange.close();
      bench.close();
    },
  };
}
