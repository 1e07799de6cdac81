/** The key that does it, as this operator has it. */
import { createContext, use } from 'react';
import { type Store, useStore } from '../../store.ts';
import type { Command } from '../keys/command.ts';
import { type KeyMap, keyMap } from '../keys/profiles.ts';
import { strokeText } from '../keys/stroke.ts';
import type { Settings } from '../settings.ts';

export const SettingsContext = createContext<Store<Settings> | null>(null);

export function useSettings(): readonly [Settings, (change: Partial<Settings>) => void] {
  const store = use(SettingsContext);
  if (store === null) throw new Error('settings outside of the operator’s page');
  return [useStore(store, (now) => now), store.set];
}

export function useKeyMap(): KeyMap {
  const [{ profile, keys }] = useSettings();
  return keyMap(profile, keys);
}

export function KeyCap({ command }: { command: Command }) {
  const [stroke] = useKeyMap()[command];
  return stroke === undefined ? null : <kbd className="op-key">{strokeText(stroke)}</kbd>;
}
