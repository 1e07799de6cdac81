/**
 * One press of a key, by name: `F2`, `Shift+Enter`, `Alt+Q`, `Pad+`. Letters and digits are told by their place
 * (`KeyboardEvent.code`), since Alt or Option makes other characters of them; signs by what they write, since
 * they stand elsewhere on each layout.
 */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const SIGNS = '+-*/';
const MODIFIERS = ['Alt', 'AltGraph', 'Control', 'Shift', 'Meta', 'CapsLock', 'NumLock'];
/** Keys of the browser itself, which the page leaves alone. */
const BROWSER_KEYS = /^(F1|F3|F5|F11|F12|Tab|Shift\+Tab)$/;

/** Null: no stroke at all, as a modifier by itself, or a key that belongs to the system. */
export function strokeOf(press: KeyPress): string | null {
  const { key, code, altKey, ctrlKey, shiftKey, metaKey } = press;
  if (metaKey || MODIFIERS.includes(key) || key === 'Dead' || key === 'Process') return null;
  if (key.length === 1 && SIGNS.includes(key) && !altKey && !ctrlKey) {
    return code.startsWith('Numpad') ? `Pad${key}` : key;
  }
  const place = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/.exec(code);
  // Without a modifier a letter or a digit is written, whatever the layout makes of its place.
  const name = place !== null && (altKey || ctrlKey) ? (place[1] ?? place[2]!) : key === ' ' ? 'Space' : key;
  const shift = shiftKey && (name.length > 1 || altKey || ctrlKey);
  return `${ctrlKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`;
}

/** It would write into the search line, so that it is a command only while nothing is written there. */
export const writes = (stroke: string): boolean =>
  [...stroke].length === 1 || stroke === 'Space' || stroke === 'Pad*' || stroke === 'Pad/';

/** May an operator put a command there? Plain characters that are needed for searching may not be taken. */
export function mayBeBound(stroke: string): boolean {
  if (BROWSER_KEYS.test(stroke) || /^Ctrl\+(Shift\+)?[A-Z]$/.test(stroke)) return false;
  if (/^(Arrow|Home|End|Page|Backspace|Delete)/.test(stroke)) return false;
  return !writes(stroke) || SIGNS.includes(stroke.at(-1)!);
}

const SHOWN: Readonly<Record<string, string>> = {
  Enter: '⏎',
  Escape: 'Esc',
  'Pad+': '+',
  'Pad-': '−',
  'Pad*': '✱',
  'Pad/': '÷',
  '*': '✱',
  '-': '−',
};

/** As it stands on a key: `⇧⏎`, `Alt Q`. */
export function strokeText(stroke: string): string {
  const parts = /^((?:(?:Ctrl|Alt|Shift)\+)*)(.+)$/.exec(stroke);
  const modifiers = (parts?.[1] ?? '').replace('Shift+', '⇧').replaceAll('+', ' ');
  const name = parts?.[2] ?? stroke;
  return `${modifiers}${SHOWN[name] ?? name}`;
}
