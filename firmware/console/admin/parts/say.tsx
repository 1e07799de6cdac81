/** What a screen reader is told: one polite sentence per event. */
import { createStore, useStore } from '../../store.ts';

const said = createStore({ text: '' });

export const say = (text: string): void => said.set({ text });

export function Announcer() {
  const text = useStore(said, (now) => now.text);
  return (
    <output className="visually-hidden" aria-live="polite" data-testid="announcer">
      {text}
    </output>
  );
}
