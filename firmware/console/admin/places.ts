/** Which page shows which part of the document. */
import { type Path, pathOfText } from './draft/edits.ts';
import { pathOf } from './paths.ts';

/** Page and section of each list and field at the top of the document. */
export const SECTIONS: Readonly<Record<string, readonly [page: string, section: string]>> = {
  extensions: ['extensions', 'extensions'],
  trunks: ['trunks', 'trunks'],
  trunkGroups: ['trunks', 'trunkGroups'],
  routes: ['routes', 'routes'],
  classes: ['routes', 'classes'],
  numberClasses: ['routes', 'numberClasses'],
  charges: ['routes', 'charges'],
  roles: ['routes', 'roles'],
  accountCodes: ['routes', 'accountCodes'],
  plan: ['numbering', 'plan'],
  codes: ['numbering', 'codes'],
  emergency: ['numbering', 'emergency'],
  timeTables: ['times', 'timeTables'],
  dayLists: ['times', 'dayLists'],
  huntGroups: ['groups', 'huntGroups'],
  pagingGroups: ['groups', 'pagingGroups'],
  conferenceRooms: ['groups', 'conferenceRooms'],
  parkSlots: ['groups', 'parkSlots'],
  attendantGroups: ['attendants', 'attendantGroups'],
  consoles: ['attendants', 'consoles'],
  speedDials: ['groups', 'speedDials'],
  entities: ['entities', 'entities'],
  callers: ['callers', 'callers'],
  name: ['office', 'general'],
  timeZone: ['office', 'general'],
  language: ['office', 'general'],
  flash: ['office', 'general'],
  dearCallsPerHourMax: ['office', 'general'],
  records: ['office', 'records'],
  serviceTimes: ['office', 'serviceTimes'],
  lineTimes: ['office', 'lineTimes'],
  sip: ['sip', 'sip'],
  smdr: ['office', 'smdr'],
};

/** Address of the page on which a place of the document is edited: `/admin/groups/huntGroups?open=2`. */
export function placeOfPath(path: Path): string {
  const [top, index] = path;
  const found = typeof top === 'string' ? SECTIONS[top] : undefined;
  if (found === undefined) return pathOf('text');
  const open = typeof index === 'number' ? `?open=${index}` : '';
  return `${pathOf(...found)}${open}`;
}

export const placeOf = (path: string): string => placeOfPath(pathOfText(path));
