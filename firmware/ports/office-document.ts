import { type Static, type TSchema, Type } from 'typebox';
import { AttendantGroupSchema, ConsoleSchema } from './office-document/attendant.ts';
import {
  AccountCodeSchema,
  ConferenceRoomSchema,
  ExtensionSchema,
  HuntGroupSchema,
  PagingGroupSchema,
  SpeedDialSchema,
} from './office-document/inside.ts';
import {
  ChargeSchema,
  ClassOfServiceSchema,
  NumberClassSchema,
  PlanEntrySchema,
  RouteSchema,
  TrunkGroupSchema,
  TrunkSchema,
} from './office-document/outside.ts';
import { SipSchema } from './office-document/sip.ts';
import { CodesSchema, EntitySchema, ListedCallerSchema, RoleSchema } from './office-document/tenants.ts';
import {
  DayListSchema,
  LineTimesSchema,
  ServiceTimesSchema,
  TimeTableSchema,
} from './office-document/times.ts';
import {
  Count,
  Digits,
  LANGUAGES,
  LIST_MAX,
  Name,
  OneOf,
  PORTS_MAX,
  strict,
} from './office-document/words.ts';

/*
 * `office.yaml`: what a technician writes by hand, the page edits and git holds. Everything may be left out;
 * `runtime/office/` makes of it the `Office` of the core.
 */

const listOf = <T extends TSchema>(schema: T, maxItems: number, description: string) =>
  Type.Optional(Type.Array(schema, { maxItems, description, default: [] }));

export const SmdrLinkSchema = Type.Object(
  {
    name: Name({ description: 'Its name.' }),
    layout: OneOf(['panasonic-a', 'mitel', 'phonesuite', 'csv'], { description: 'How a record is written.' }),
    kind: OneOf(['tcp-listen', 'tcp-connect', 'serial'], {
      description: 'We wait to be called, we call, or a serial port.',
    }),
    host: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 253,
        description: 'Name or address to connect to; or to listen at.',
      }),
    ),
    port: Type.Optional(Count(1, 65_535, { description: 'TCP port.' })),
    device: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'Serial device, such as /dev/ttyUSB0.' }),
    ),
    baud: Type.Optional(
      Count(300, 921_600, { description: 'Speed of the serial port, bit/s.', default: 9600 }),
    ),
    dataBits: Type.Optional(Count(7, 8, { description: 'Data bits of the serial port.', default: 8 })),
    parity: Type.Optional(
      OneOf(['none', 'even', 'odd'], { description: 'Parity of the serial port.', default: 'none' }),
    ),
    stopBits: Type.Optional(Count(1, 2, { description: 'Stop bits of the serial port.', default: 1 })),
    flow: Type.Optional(
      OneOf(['none', 'rts-cts', 'xon-xoff'], {
        description:
          'How a printer on the serial port says that it cannot take more: not, by wire, or by character.',
        default: 'none',
      }),
    ),
  },
  { ...strict, description: 'Where call records are sent as they happen (SMDR).' },
);

export const OfficeDocumentSchema = Type.Object(
  {
    name: Type.Optional(Name({ description: 'Name of the office, for the page and reports.', default: '' })),
    timeZone: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'IANA time zone, such as Asia/Shanghai; else that of the machine.',
      }),
    ),
    language: Type.Optional(
      OneOf(LANGUAGES, {
        description: 'Language of telephones and tenants that have none of their own.',
        default: 'zh-CN',
      }),
    ),
    extensions: listOf(ExtensionSchema, PORTS_MAX, 'The telephones.'),
    trunks: listOf(TrunkSchema, PORTS_MAX, 'The exchange lines.'),
    trunkGroups: listOf(TrunkGroupSchema, 100, 'Groups of exchange lines.'),
    plan: Type.Optional(
      Type.Array(PlanEntrySchema, {
        minItems: 1,
        maxItems: LIST_MAX,
        description: 'Numbering plan. Left out: inside numbers as they are, and 9 for outside.',
      }),
    ),
    routes: listOf(RouteSchema, 200, 'Ways to public numbers.'),
    classes: listOf(ClassOfServiceSchema, 100, 'Classes of service; "free" is there already.'),
    numberClasses: listOf(
      NumberClassSchema,
      LIST_MAX,
      "What public numbers are, where the country's list is wrong here.",
    ),
    charges: listOf(
      ChargeSchema,
      LIST_MAX,
      'Charge units of calls to the outside; none: nothing is charged.',
    ),
    roles: listOf(RoleSchema, 50, 'Who sees how much of a number; "all" is there already.'),
    entities: listOf(EntitySchema, 50, 'Tenants; "main" is there already.'),
    codes: Type.Optional(CodesSchema),
    huntGroups: listOf(HuntGroupSchema, 100, 'Numbers that ring at several telephones.'),
    attendantGroups: listOf(AttendantGroupSchema, 50, 'Numbers that operators answer.'),
    consoles: listOf(ConsoleSchema, 64, 'Places where operators work.'),
    pagingGroups: listOf(PagingGroupSchema, 100, 'Numbers that speak on loudspeakers.'),
    conferenceRooms: listOf(ConferenceRoomSchema, 100, 'Numbers where people meet.'),
    parkSlots: listOf(
      Digits({ description: 'Number of a park slot.' }),
      100,
      'Numbers where calls are parked.',
    ),
    timeTables: listOf(TimeTableSchema, 100, 'When something is on.'),
    dayLists: listOf(DayListSchema, 50, 'Holidays and worked weekends.'),
    callers: listOf(ListedCallerSchema, LIST_MAX, 'Black list and white list.'),
    speedDials: listOf(SpeedDialSchema, LIST_MAX, 'Short numbers for long ones.'),
    accountCodes: listOf(AccountCodeSchema, LIST_MAX, 'Codes that calls are charged to.'),
    emergency: listOf(
      Type.String({ pattern: '^[0-9]{2,6}$', description: 'An emergency number.' }),
      16,
      'Emergency numbers beside those of the country, which cannot be taken away.',
    ),
    dearCallsPerHourMax: Type.Optional(
      Count(0, 9_999, {
        description:
          'Calls abroad, or to numbers that cost extra, that all extensions may begin in an hour; left out: no limit.',
      }),
    ),
    flash: Type.Optional(
      OneOf(['shuttle', 'conference'], {
        description: 'A bare flash while another party waits: change over, or all three together.',
        default: 'shuttle',
      }),
    ),
    serviceTimes: Type.Optional(ServiceTimesSchema),
    lineTimes: Type.Optional(LineTimesSchema),
    records: Type.Optional(
      Type.Object(
        {
          retentionDays: Type.Optional(
            Count(1, 3650, { description: 'Call records are deleted after so many days.', default: 365 }),
          ),
        },
        { ...strict, description: 'Call records.' },
      ),
    ),
    sip: Type.Optional(SipSchema),
    smdr: listOf(SmdrLinkSchema, 8, 'Where call records are sent as they happen.'),
  },
  { ...strict, title: 'office.yaml', description: 'The office: everything that a technician decides.' },
);

export type OfficeDocument = Static<typeof OfficeDocumentSchema>;

/** Longest text that is read; the biggest office has a fifth of it. */
export const DOCUMENT_CHARS_MAX = 1 << 20;
/** Places in a document are no deeper than this. */
export const DOCUMENT_DEPTH_MAX = 16;
