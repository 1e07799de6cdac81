import type { Region } from '#ports/region.ts';
import { alertingOf, timingOf } from '#runtime/office/default-office.ts';
import { FIRST_VIRTUAL_CARD } from '#runtime/sip-lines/voices.ts';
import { numberOf, type Sheet, type SheetLine } from '#sim/harness/sheet.ts';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import type { Office, PlanEntry, Services, Trunk } from '#switching/model.ts';
import { fixedLocalTime, MAIN_ENTITY, PLAIN_SERVICES, plainExtension, plainTrunk } from '#switching/plain.ts';
import { type PortId, portParts } from '#units/ids.ts';
import { carrierId } from './sip/names.ts';

/** Sets the exchange up as its numbering sheet says. */
export function officeOfSheet(sheet: Sheet, region: Region): Office {
  return {
    extensions: sheet.extensions.map(({ port, number }) => ({
      ...plainExtension(number, port, `Extension ${number}`),
      callerIdFirst: portParts(port).card >= FIRST_VIRTUAL_CARD,
      pickupGroup: pickupGroupOf(sheet, port),
    })),
    trunks: sheet.lines.map(trunkOf),
    trunkGroups: sheet.groups.map(({ id, hunt }) => ({ id, hunt })),
    plan: [...extensionPatterns(sheet), ...sheet.groups.map(({ id, prefix }) => outside(id, prefix))],
    emergency: sheet.emergency,
    timing: timingOf(region),
    alerting: alertingOf(region),
    services: servicesOf(sheet),
    localTime: fixedLocalTime(480),
  };
}

const pickupGroupOf = ({ services }: Sheet, port: PortId): string | null => {
  const group = services.pickupGroups.findIndex((ports) => ports.includes(port));
  return group < 0 ? null : `group ${group + 1}`;
};

/** Nobody is the operator of these offices: the outside prefix may be what the code for it would be. */
function servicesOf(sheet: Sheet): Services {
  const { family, huntGroups, paging, rooms, parkSlots } = sheet.services;
  const codes = PROFILES[family].filter(({ feature }) => feature !== 'operator');
  const numbers = (ports: readonly PortId[]): string[] => ports.map((port) => numberOf(sheet, port));
  return {
    ...PLAIN_SERVICES,
    entities: PLAIN_SERVICES.entities.map((entity) => ({ ...entity, codes })),
    huntGroups: huntGroups.map(({ number, order, members }) => ({
      ...{ number, name: number, entity: MAIN_ENTITY, members: numbers(members), strategy: order },
      ...{ memberRingMs: 15_000, ringMsMax: 60_000, overflow: null },
    })),
    pagingGroups:
      paging === null ? [] : [{ number: paging.number, name: 'everybody', members: numbers(paging.members) }],
    conferenceRooms: rooms.map((number) => ({ number, name: 'room', chair: null, membersMax: 8 })),
    parkSlots,
    ...limitsOf(sheet.dear),
  };
}

function limitsOf(dear: Sheet['dear']): Partial<Services> {
  if (dear === null) return {};
  const { begins, eachPerHourMax, allPerHourMax, linesEachMax } = dear;
  const limits = { dearCallsPerHourMax: eachPerHourMax, trunkCallsMax: linesEachMax };
  return {
    classes: PLAIN_SERVICES.classes.map((one) => ({ ...one, ...limits })),
    dearCallsPerHourMax: allPerHourMax,
    numberClasses: [
      { pattern: `${begins}.`, reach: 'national', premium: true },
      // Whatever children dial: what is in no class may be dear.
      { pattern: 'X.', reach: 'local', premium: false },
      { pattern: 'X', reach: 'local', premium: false },
    ],
  };
}

const isCarrier = ({ port }: SheetLine): boolean => portParts(port).card >= FIRST_VIRTUAL_CARD;

const trunkOf = (line: SheetLine): Trunk => (isCarrier(line) ? carrierOf(line) : analogOf(line));

/** As the office's document has it compiled: each call of a carrier is a line, of which messages tell all. */
const carrierOf = (line: SheetLine): Trunk => ({
  ...plainTrunk(line.port, `Carrier ${line.port}`, line.group, line.ringIn),
  ...({ number: line.number, answerBy: ['polarity'], releaseBy: ['loop-drop'] } as const),
  carrier: carrierId(line.port),
});

const analogOf = (line: SheetLine): Trunk => ({
  ...plainTrunk(line.port, `Line ${line.port}`, line.group, line.ringIn),
  number: line.number,
  dialling: line.dialling,
  answerBy: line.answer === 'polarity' ? ['polarity', 'time'] : ['ringback', 'time'],
  releaseBy: line.release === 'polarity' ? ['polarity', 'busy-tone'] : ['loop-drop', 'busy-tone'],
});

/** `8XX` for 801 … 8xx: the numbers' common beginning, and any digits behind it. */
function extensionPatterns({ extensions }: Sheet): PlanEntry[] {
  const patterns = new Set(extensions.map(({ number }) => number[0]! + 'X'.repeat(number.length - 1)));
  return [...patterns].map((pattern) => ({ pattern, to: { kind: 'extension' } }));
}

const outside = (group: string, prefix: string): PlanEntry => ({
  pattern: `${prefix}.`,
  to: { kind: 'trunk-group', group, strip: prefix.length, secondDialTone: prefix.length === 1 },
});
