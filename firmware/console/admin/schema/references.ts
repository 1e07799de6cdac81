/** What a field of the document may name: entries of its other lists, ports, features, sounds. */
import type { Picture } from '#web/protocol.ts';
import { isData, listAt } from '../draft/edits.ts';
import { FEATURES } from './features.ts';

export interface Choice {
  readonly value: string;
  /** What people know it by; empty: the value says it. */
  readonly name: string;
}

interface Known {
  readonly document: unknown;
  readonly picture: Picture;
}
type Source = (known: Known) => readonly Choice[];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const entries =
  (list: string, key: string, always: readonly string[] = []): Source =>
  ({ document }) => {
    const found = listAt(document, [list]).filter(isData);
    const choices = found.map((one) => ({
      value: text(one[key]),
      name: key === 'name' ? '' : text(one.name),
    }));
    const missing = always.filter((one) => !choices.some(({ value }) => value === one));
    return [...missing.map((value) => ({ value, name: '' })), ...choices];
  };

const together =
  (...sources: readonly Source[]): Source =>
  (known) =>
    sources.flatMap((source) => source(known));

const extensions = entries('extensions', 'number');
const numbers = together(
  extensions,
  entries('huntGroups', 'number'),
  entries('attendantGroups', 'number'),
  entries('conferenceRooms', 'number'),
  entries('pagingGroups', 'number'),
);

/** Ports of a kind; the free ones first. */
const ports =
  (kind: 'fxs' | 'fxo', list: string): Source =>
  ({ document, picture }) => {
    const used = new Map(
      listAt(document, [list])
        .filter(isData)
        .map((one) => [text(one.port), `${text(one.number)} ${text(one.name)}`.trim()]),
    );
    const all = picture.lines.filter((line) => line.kind === kind && line.health !== 'absent');
    const choices = all.map(({ port }) => ({ value: port, name: used.get(port) ?? '' }));
    return choices.sort((a, b) => Number(a.name !== '') - Number(b.name !== ''));
  };

const existing =
  (list: string, field: string): Source =>
  ({ document }) =>
    [...new Set(listAt(document, [list]).map((one) => (isData(one) ? text(one[field]) : '')))]
      .filter((value) => value !== '')
      .map((value) => ({ value, name: '' }));

const plainWords =
  (values: readonly string[]): Source =>
  () =>
    values.map((value) => ({ value, name: '' }));

const features = plainWords(FEATURES);
const groups = entries('trunkGroups', 'id');
const MAIN = ['main'];

/** By name of the field, or by the end of its path where the name alone is not enough. */
const SOURCES: Readonly<Record<string, Source>> = {
  'extensions.port': ports('fxs', 'extensions'),
  'trunks.port': ports('fxo', 'trunks'),
  entity: entries('entities', 'id', MAIN),
  classOfService: entries('classes', 'id', ['free']),
  'extensions.role': entries('roles', 'id', ['all']),
  pickupGroup: existing('extensions', 'pickupGroup'),
  secretary: extensions,
  chair: extensions,
  members: extensions,
  overflow: numbers,
  'attendantGroups.consoles': entries('consoles', 'id'),
  overflowTo: numbers,
  routings: numbers,
  helpers: entries('attendantGroups', 'number'),
  'consoles.extension': extensions,
  ringIn: numbers,
  'ringInByMode.day': numbers,
  'ringInByMode.night': numbers,
  'ringInByMode.mode1': numbers,
  'ringInByMode.mode2': numbers,
  'operator.day': numbers,
  'operator.night': numbers,
  'operator.mode1': numbers,
  'operator.mode2': numbers,
  'hotLine.number': numbers,
  'treat.number': numbers,
  group: groups,
  times: entries('timeTables', 'id'),
  'dates.list': entries('dayLists', 'id'),
  feature: features,
  without: features,
  timeZone: () => Intl.supportedValuesOf('timeZone').map((value) => ({ value, name: '' })),
};

/** What may stand there; null: anything that somebody writes. */
export function choicesFor(path: string, known: Known): readonly Choice[] | null {
  const steps = path.split('.');
  for (let from = 0; from < steps.length; from += 1) {
    const source = SOURCES[steps.slice(from).join('.')];
    if (source !== undefined) return source(known);
  }
  return null;
}
