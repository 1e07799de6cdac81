import type { PortId } from '#units/ids.ts';
import { portsOf } from './appearances.ts';
import type { AttendantConsole, AttendantGroup } from './attendant/model.ts';
import type {
  ClassOfService,
  ConferenceRoom,
  Entity,
  HuntGroup,
  Office,
  PagingGroup,
  Role,
  TrunkGroup,
} from './office.ts';
import { compileEmergency, type EmergencyRow } from './routing/emergency.ts';
import { compilePlan, type PlanRow } from './routing/plan.ts';
import { compileRouting, type RoutingTables } from './routing/tables.ts';
import type { PortIndex } from './state.ts';

/** What is looked up at each event, made once from an office. */
export interface OfficeTables {
  readonly indexOfPort: ReadonlyMap<PortId, PortIndex>;
  /** First line of an extension's telephone. */
  readonly lineOfNumber: ReadonlyMap<string, PortIndex>;
  /** All lines of those telephones that have several. */
  readonly appearances: ReadonlyMap<string, readonly PortIndex[]>;
  readonly groups: ReadonlyMap<
    string,
    { readonly hunt: TrunkGroup['hunt']; readonly trunks: readonly PortIndex[] }
  >;
  readonly trunks: readonly PortIndex[];
  readonly plan: readonly PlanRow[];
  readonly emergency: readonly EmergencyRow[];
  readonly routing: RoutingTables;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly classes: ReadonlyMap<string, ClassOfService>;
  readonly roles: ReadonlyMap<string, Role>;
  /** Everything that an inside number can be, beside extensions. */
  readonly huntGroups: ReadonlyMap<string, HuntGroup>;
  readonly pagingGroups: ReadonlyMap<string, PagingGroup>;
  readonly rooms: ReadonlyMap<string, ConferenceRoom>;
  readonly attendantGroups: ReadonlyMap<string, AttendantGroup>;
  readonly consoles: ReadonlyMap<string, AttendantConsole>;
  /** By number of their telephones. */
  readonly consoleAt: ReadonlyMap<string, AttendantConsole>;
  /** Ports from this index on have left the office but still carry a call. */
  readonly officePorts: number;
}

/** Extensions come first, then exchange lines; a port named twice belongs to the first that names it. */
export function buildTables(office: Office, leaving: readonly PortId[]): OfficeTables {
  const indexOfPort = new Map<PortId, PortIndex>();
  const lineOfNumber = new Map<string, PortIndex>();
  const groups = new Map(office.trunkGroups.map(({ id, hunt }) => [id, { hunt, trunks: [] as PortIndex[] }]));
  const trunks: PortIndex[] = [];
  const appearances = new Map<string, readonly PortIndex[]>();
  for (const extension of office.extensions) {
    const { number } = extension;
    const own = portsOf(extension).filter((port) => !indexOfPort.has(port));
    for (const port of own) indexOfPort.set(port, indexOfPort.size);
    if (lineOfNumber.has(number)) continue;
    lineOfNumber.set(number, indexOfPort.get(extension.port)!);
    if (own.length > 1)
      appearances.set(
        number,
        own.map((port) => indexOfPort.get(port)!),
      );
  }
  for (const { port, group } of office.trunks) {
    if (indexOfPort.has(port)) continue;
    const index = indexOfPort.size;
    indexOfPort.set(port, index);
    trunks.push(index);
    groups.get(group)?.trunks.push(index);
  }
  const officePorts = indexOfPort.size;
  const { services } = office;
  for (const port of leaving) indexOfPort.set(port, indexOfPort.size);
  return {
    indexOfPort,
    lineOfNumber,
    appearances,
    groups,
    trunks,
    plan: compilePlan(office.plan),
    emergency: compileEmergency(office.emergency, office.plan),
    routing: compileRouting(office),
    entities: new Map(services.entities.map((entity) => [entity.id, entity])),
    classes: new Map(services.classes.map((one) => [one.id, one])),
    roles: new Map(services.roles.map((role) => [role.id, role])),
    huntGroups: new Map(services.huntGroups.map((group) => [group.number, group])),
    pagingGroups: new Map(services.pagingGroups.map((group) => [group.number, group])),
    rooms: new Map(services.conferenceRooms.map((room) => [room.number, room])),
    attendantGroups: new Map(services.attendantGroups.map((group) => [group.number, group])),
    consoles: new Map(services.consoles.map((console) => [console.id, console])),
    consoleAt: new Map(services.consoles.toReversed().map((console) => [console.extension, console])),
    officePorts,
  };
}
