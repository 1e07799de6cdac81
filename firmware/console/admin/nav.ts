/** The pages of the administration, who sees them, and in which group they stand. */
import type { TextKey } from '../text/text.tsx';
import { ADMINISTRATORS, EXPORTERS, RECORD_READERS, type Role, TECHNICIANS } from './roles.ts';

export interface PageEntry {
  readonly id: string;
  readonly title: TextKey;
  /** Null: everybody who is logged in. */
  readonly roles: readonly Role[] | null;
  /** Parts of the document, each with its own address. */
  readonly sections?: readonly string[];
}
export interface NavGroup {
  readonly title: TextKey;
  readonly pages: readonly PageEntry[];
}

const office = (id: string, title: TextKey, sections: readonly string[]): PageEntry => ({
  id,
  title,
  roles: TECHNICIANS,
  sections,
});

export const NAV: readonly NavGroup[] = [
  {
    title: 'nav.live',
    pages: [
      { id: 'lines', title: 'nav.lines', roles: null },
      { id: 'alarms', title: 'nav.alarms', roles: null },
      { id: 'modes', title: 'nav.modes', roles: null },
      { id: 'sip-status', title: 'nav.sipStatus', roles: TECHNICIANS },
      { id: 'records', title: 'nav.records', roles: RECORD_READERS },
      { id: 'shifts', title: 'nav.shifts', roles: EXPORTERS },
    ],
  },
  {
    title: 'nav.office',
    pages: [
      office('extensions', 'nav.extensions', ['extensions']),
      office('trunks', 'nav.trunks', ['trunks', 'trunkGroups']),
      office('sip', 'nav.sip', ['sip']),
      office('routes', 'nav.routes', [
        'routes',
        'classes',
        'numberClasses',
        'charges',
        'roles',
        'accountCodes',
      ]),
      office('numbering', 'nav.numbering', ['plan', 'codes', 'emergency']),
      office('times', 'nav.times', ['timeTables', 'dayLists']),
      office('groups', 'nav.groups', [
        'huntGroups',
        'pagingGroups',
        'conferenceRooms',
        'parkSlots',
        'speedDials',
      ]),
      office('attendants', 'nav.attendants', ['attendantGroups', 'consoles']),
      office('entities', 'nav.entities', ['entities']),
      office('callers', 'nav.callers', ['callers']),
      office('office', 'nav.settings', ['general', 'records', 'serviceTimes', 'lineTimes', 'smdr']),
    ],
  },
  {
    title: 'nav.proof',
    pages: [
      { id: 'dry-run', title: 'nav.dryRun', roles: TECHNICIANS },
      { id: 'text', title: 'nav.text', roles: TECHNICIANS },
      { id: 'versions', title: 'nav.versions', roles: TECHNICIANS },
      { id: 'guides', title: 'nav.guides', roles: TECHNICIANS },
    ],
  },
  {
    title: 'nav.system',
    pages: [
      { id: 'users', title: 'nav.users', roles: ADMINISTRATORS },
      { id: 'audit', title: 'nav.audit', roles: ADMINISTRATORS },
      { id: 'box', title: 'nav.box', roles: TECHNICIANS },
      { id: 'password', title: 'nav.password', roles: null },
    ],
  },
];

export const seenBy = (role: Role, { roles }: PageEntry): boolean => roles === null || roles.includes(role);
export const pagesFor = (role: Role): readonly PageEntry[] =>
  NAV.flatMap(({ pages }) => pages).filter((page) => seenBy(role, page));
