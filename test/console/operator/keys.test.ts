import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../firmware/console/operator/keys/command.ts';
import {
  commandFor,
  conflicts,
  keyMap,
  PROFILES,
  readChanges,
} from '../../../firmware/console/operator/keys/profiles.ts';
import {
  type KeyPress,
  mayBeBound,
  strokeOf,
  strokeText,
} from '../../../firmware/console/operator/keys/stroke.ts';

const press = (key: string, code: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  altKey: false,
  ctrlKey: false,
  shiftKey: false,
  metaKey: false,
  ...modifiers,
});
const alt = { altKey: true };
const pad = keyMap('pad', {});
const reader = keyMap('reader', {});

describe('a key has one name on every layout', () => {
  test.each([
    ['plus on the numeric pad', press('+', 'NumpadAdd'), 'Pad+'],
    ['plus above the letters, for which Shift is held', press('+', 'Equal', { shiftKey: true }), '+'],
    ['Alt and Q', press('q', 'KeyQ', alt), 'Alt+Q'],
    ['Option and Q, which writes œ on a Mac', press('œ', 'KeyQ', alt), 'Alt+Q'],
    ['Alt and 3', press('3', 'Digit3', alt), 'Alt+3'],
    ['Alt, Shift and 3, which writes #', press('#', 'Digit3', { ...alt, shiftKey: true }), 'Alt+Shift+3'],
    ['Shift and Enter', press('Enter', 'Enter', { shiftKey: true }), 'Shift+Enter'],
    ['Enter on the numeric pad', press('Enter', 'NumpadEnter'), 'Enter'],
    ['Ctrl and F10', press('F10', 'F10', { ctrlKey: true }), 'Ctrl+F10'],
    ['a letter', press('w', 'KeyW'), 'w'],
    ['the same place on a French keyboard writes z', press('z', 'KeyW'), 'z'],
  ])('%s', (_, key, stroke) => {
    expect(strokeOf(key)).toBe(stroke);
  });

  test('a modifier by itself, a dead key and a key of the system are no strokes', () => {
    for (const key of ['Shift', 'Alt', 'Control', 'AltGraph', 'Dead', 'Process']) {
      expect(strokeOf(press(key, key))).toBeNull();
    }
    expect(strokeOf(press('r', 'KeyR', { metaKey: true }))).toBeNull();
  });
});

describe('the two profiles are those of the table', () => {
  test.each([
    ['answer', 'Pad+', 'F2'],
    ['answer3', 'Alt+3', 'Alt+3'],
    ['send', 'Shift+Enter', 'Shift+F4'],
    ['toggle', 'Pad*', 'F6'],
    ['join', 'Pad/', 'F7'],
    ['cancel', 'Escape', 'Escape'],
    ['release', 'Pad-', 'F8'],
    ['hold', 'F9', 'F9'],
    ['park', 'Shift+F9', 'Shift+F9'],
    ['reserve', 'F10', 'F10'],
    ['intrude', 'Ctrl+F10', 'Ctrl+F10'],
    ['sayQueue', 'Alt+Q', 'Alt+Q'],
    ['sayCaller', 'Alt+C', 'Alt+C'],
    ['sayEvent', 'Alt+E', 'Alt+E'],
    ['busy', 'Alt+B', 'Alt+B'],
    ['night', 'Alt+N', 'Alt+N'],
  ] as const)('%s', (command, onPad, onReader) => {
    expect(commandFor(pad, onPad, true)).toBe(command);
    expect(commandFor(reader, onReader, true)).toBe(command);
  });

  test('completing has a key of its own only for a screen reader', () => {
    expect(commandFor(reader, 'F4', true)).toBe('complete');
    expect(commandFor(reader, 'Enter', true)).toBe('call');
    expect(commandFor(pad, 'Enter', true)).toBe('enter');
  });

  test.each(PROFILES)('no key of %s means two things, and none is the browser’s', (profile) => {
    const map = keyMap(profile, {});
    expect(conflicts(map)).toEqual([]);
    const strokes = COMMANDS.flatMap((command) => map[command]);
    expect(strokes.filter((stroke) => !mayBeBound(stroke))).toEqual([]);
  });
});

describe('the search line keeps what is written for it', () => {
  test.each(['*', '/', '+', '-', 'Pad*', 'Pad/'])('%s is a command only while the line is empty', (sign) => {
    expect(commandFor(pad, sign, true)).not.toBeNull();
    expect(commandFor(pad, sign, false)).toBeNull();
  });

  test.each([
    ['Pad+', 'answer'],
    ['Pad-', 'release'],
  ])('%s of the numeric pad answers and releases whatever is written', (stroke, command) => {
    expect(commandFor(pad, stroke, false)).toBe(command);
  });

  test.each([
    'F1',
    'F3',
    'F5',
    'F11',
    'F12',
    'Tab',
    'Ctrl+R',
    'Ctrl+Shift+T',
    'a',
    '5',
    'Space',
    'ArrowDown',
  ])('%s cannot be given to a command', (stroke) => {
    expect(mayBeBound(stroke)).toBe(false);
  });
});

describe('keys can be changed', () => {
  test('a changed key counts in the place of the old one, and a shared one is told', () => {
    const changed = keyMap('reader', { hold: ['F2'] });
    expect(commandFor(changed, 'F9', true)).toBeNull();
    expect(conflicts(changed)).toEqual([['F2', ['answer', 'hold']]]);
    expect(commandFor(changed, 'F2', true)).toBe('answer');
  });

  test('whatever was kept, only keys that may be bound come of it', () => {
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        const map = keyMap('pad', readChanges(kept));
        expect(COMMANDS.flatMap((command) => map[command]).every(mayBeBound)).toBe(true);
      }),
    );
    expect(readChanges({ hold: ['F5', 'F6', 7], nonsense: ['F7'] })).toEqual({ hold: ['F6'] });
  });

  test('a key is shown as it stands on the keyboard', () => {
    expect(['Pad+', 'Shift+Enter', 'Alt+Q', 'Ctrl+F10', 'Escape', '-'].map(strokeText)).toEqual([
      '+',
      '⇧⏎',
      'Alt Q',
      'Ctrl F10',
      'Esc',
      '−',
    ]);
  });
});
