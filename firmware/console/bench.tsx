/** The one bench of the page, for every part of it. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { BenchCommand, BenchDevice } from '#web/protocol.ts';
import { createSound, type Sound, type SoundState } from './audio/sound.ts';
import { createKeyPresser, type KeyPresser } from './link/key-presser.ts';
import { createStore, type Store, useStore } from './store.ts';
import type { BenchLink, World } from './world.ts';

/** What the person looks at. */
export interface View {
  /** Port whose registers and faults are shown. */
  readonly port: string | null;
  /** Call whose story is told; null follows the newest. */
  readonly call: string | null;
}

export interface Bench {
  readonly link: BenchLink;
  readonly sound: Sound;
  readonly view: Store<View>;
  command(command: BenchCommand): void;
  keys(device: BenchDevice): KeyPresser;
}

export function createBench(link: BenchLink): Bench {
  const pressers = new Map<BenchDevice, KeyPresser>();
  return {
    link,
    sound: createSound(link),
    view: createStore<View>({ port: null, call: null }),
    command: (command) => link.command(command),
    keys: (device) => {
      const known = pressers.get(device);
      if (known !== undefined) return known;
      const presser = createKeyPresser((key, down) => link.command({ op: 'key', device, key, down }));
      pressers.set(device, presser);
      return presser;
    },
  };
}

const BenchContext = createContext<Bench | null>(null);

export function BenchProvider({ bench, children }: { bench: Bench; children: ReactNode }) {
  return <BenchContext value={bench}>{children}</BenchContext>;
}

export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (bench === null) throw new Error('useBench outside of BenchProvider');
  return bench;
}

export function useWorld<S>(pick: (world: World) => S): S {
  return useStore(useBench().link.world, pick);
}

export function useSound<S>(pick: (sound: SoundState) => S): S {
  return useStore(useBench().sound.state, pick);
}

export function useView<S>(pick: (view: View) => S): S {
  return useStore(useBench().view, pick);
}

/** What the exchange knows of a port: number, name, state. */
export function useLine(port: string) {
  return useWorld(({ picture }) => picture.lines.find((line) => line.port === port) ?? null);
}

/** Number (or port) by which a port is called on the screen. */
export function useNumbers(): (port: string) => string {
  const lines = useWorld(({ picture }) => picture.lines);
  return useMemo(() => {
    const numbers = new Map(lines.map(({ port, number, name }) => [port as string, number || name || port]));
    return (port) => numbers.get(port) ?? port;
  }, [lines]);
}
