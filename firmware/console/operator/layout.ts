/**
 * Keys and own keys are kept by the exchange, so that an operator finds them at every console; how the page looks and
 * sounds belongs to the place and stays in its browser.
 */
import type { ConsoleLayout } from '#web/protocol/desk-books.ts';
import { ask } from '../admin/api.ts';
import type { Store } from '../store.ts';
import { isDialable } from './desk.ts';
import { type ProfileName, readChanges } from './keys/profiles.ts';
import { OWN_KEYS_MAX, type OwnKey, type Settings, withHoldPlaces } from './settings.ts';

type Kept = Pick<Settings, 'profile' | 'keys' | 'own'>;
type ProgrammedKey = ConsoleLayout['keys'][number];

const PROFILE_NAMES: Readonly<Record<ProfileName, string>> = { pad: 'numeric-pad', reader: 'screen-reader' };
const STILL_MS = 1_000;
/** Strokes of one command stand side by side; none has a space in its name. */
const APART = ' ';

/** Null: not set, or not written to its end. */
function programmed(key: OwnKey | null): ProgrammedKey {
  const { kind, value, label } = key ?? { kind: 'level', value: '', label: '' };
  switch (kind) {
    case 'level':
      return /^[1-9]$/.test(value) ? { kind, level: Number(value) } : null;
    case 'extension':
    case 'number':
      return isDialable(value) ? { kind, number: value, label } : null;
    case 'trunk':
      return value === '' ? null : { kind: 'trunk-group', group: value, label };
    case 'held':
      return { kind: 'hold', label };
  }
}

function ownKey(key: ProgrammedKey): OwnKey | null {
  if (key === null) return null;
  switch (key.kind) {
    case 'level':
      return { kind: 'level', value: String(key.level), label: '' };
    case 'trunk-group':
      return { kind: 'trunk', value: key.group, label: key.label };
    case 'hold':
      return { kind: 'held', value: '', label: key.label };
    default:
      return { kind: key.kind, value: key.number, label: key.label };
  }
}

export const layoutOf = ({ profile, keys, own }: Kept): ConsoleLayout => ({
  keys: own.map(programmed),
  profile: PROFILE_NAMES[profile],
  remapped: Object.fromEntries(
    Object.entries(keys).map(([command, strokes]) => [command, strokes.join(APART)]),
  ),
});

/** Null: nothing was ever kept. */
export function settingsOf({ keys, profile, remapped }: ConsoleLayout): Kept | null {
  if (keys.length === 0) return null;
  const own = Array.from({ length: OWN_KEYS_MAX }, (_, i) => ownKey(keys[i] ?? null));
  const strokes = Object.entries(remapped).map(([command, text]) => [
    command,
    text.split(APART).filter((one) => one !== ''),
  ]);
  return {
    profile: profile === PROFILE_NAMES.reader ? 'reader' : 'pad',
    keys: readChanges(Object.fromEntries(strokes)),
    own: withHoldPlaces(own),
  };
}

/** Takes what is kept, and keeps what is changed from then on. Answers what ends it. */
export function keepLayout(settings: Store<Settings>): () => void {
  let kept = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const text = (): string => JSON.stringify(layoutOf(settings.get()));
  const save = (): void => {
    const now = text();
    if (now === kept) return;
    void ask('PUT', '/api/desk/layout', layoutOf(settings.get())).then(({ ok }) => {
      if (ok) kept = now;
    });
  };
  const load = async (): Promise<void> => {
    const answer = await ask<ConsoleLayout>('GET', '/api/desk/layout');
    if (ended || !answer.ok) return;
    const found = settingsOf(answer.value);
    if (found !== null) settings.set(found);
    kept = found === null ? '' : text();
    endWatch = settings.watch(() => {
      clearTimeout(timer);
      timer = setTimeout(save, STILL_MS);
    });
  };
  let endWatch = (): void => {};
  void load();
  return () => {
    ended = true;
    endWatch();
    clearTimeout(timer);
    if (kept !== '') save();
  };
}
