/** Keys of the whole page: what is a command is run, what is written goes into the search line. */
import { useEffect } from 'react';
import type { Store } from '../store.ts';
import type { Operator } from './engine.ts';
import { focusLine, isControl, searchInput, writesElsewhere } from './focus.ts';
import type { Command } from './keys/command.ts';
import { commandFor, keyMap } from './keys/profiles.ts';
import { strokeOf, writes } from './keys/stroke.ts';
import type { Settings } from './settings.ts';

/** These a form or a button under the focus needs itself. */
const ALSO_THEIRS = ['Enter', 'Shift+Enter', 'Pad+', 'Pad-'];

export function commandOf(event: KeyboardEvent, settings: Settings): Command | null {
  const stroke = strokeOf(event);
  if (stroke === null) return null;
  const elsewhere = writesElsewhere(event.target);
  if (elsewhere && (writes(stroke) || ALSO_THEIRS.includes(stroke))) return null;
  if (isControl(event.target) && (stroke === 'Enter' || stroke === 'Space')) return null;
  const lineEmpty = (searchInput()?.value ?? '') === '';
  return commandFor(keyMap(settings.profile, settings.keys), stroke, lineEmpty);
}

function onKey(event: KeyboardEvent, operator: Operator, settings: Settings): void {
  // 229: a key that an input method takes for itself.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  operator.touch();
  if (operator.desk.get().open !== null) return;
  const command = commandOf(event, settings);
  if (command === 'cancel' && writesElsewhere(event.target)) {
    event.preventDefault();
    focusLine();
    return;
  }
  if (command !== null) {
    event.preventDefault();
    if (!event.repeat) operator.run(command);
    return;
  }
  const plain = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  const written = plain && !writesElsewhere(event.target) && !(event.key === ' ' && isControl(event.target));
  // The focus moves before the character is put in, so that it lands there.
  if (written) focusLine();
}

export function useKeyboard(operator: Operator, settings: Store<Settings>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event, operator, settings.get());
    addEventListener('keydown', listen, true);
    return () => removeEventListener('keydown', listen, true);
  }, [operator, settings]);
}
