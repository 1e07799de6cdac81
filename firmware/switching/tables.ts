import type { PortId } from '#units/ids.ts';
import type { Office, TrunkGroup } from './model.ts';
import { compileEmergency, type EmergencyRow } from './routing/emergency.ts';
import { compilePlan, type PlanRow } from './routing/plan.ts';
import type { PortIndex } from './state.ts';

/** What is looked up at each event, made once from an office. */
export interface OfficeTables {
  readonly indexOfPort: ReadonlyMap<PortId, PortIndex>;
  readonly lineOfNumber: ReadonlyMap<string, PortIndex>;
  readonly groups: ReadonlyMap<
    string,
    { readonly hunt: TrunkGroup['hunt']; readonly trunks: readonly PortIndex[] }
  >;
  readonly trunks: readonly PortIndex[];
  readonly plan: readonly PlanRow[];
  readonly emergency: readonly EmergencyRow[];
  /** Ports from this index on have left the office but still carry a call. */
  readonly officePorts: number;
}

/** Extensions come first, then exchange lines; a port named twice belongs to the first that names it. */
export function buildTables(office: Office, leaving: readonly PortId[]): OfficeTables {
  const indexOfPort = new Map<PortId, PortIndex>();
  const lineOfNumber = new Map<string, PortIndex>();
  const groups = new Map(office.trunkGroups.map(({ id, hunt }) => [id, { hunt, trunks: [] as PortIndex[] }]));
  const trunks: PortIndex[] = [];
  for (const { port, number } of office.extensions) {
    if (!indexOfPort.has(port)) indexOfPort.set(port, indexOfPort.size);
    if (!lineOfNumber.has(number)) lineOfNumber.set(number, indexOfPort.get(port)!);
  }
  for (const { port, group } of office.trunks) {
    if (indexOfPort.has(port)) continue;
    const index = indexOfPort.size;
    indexOfPort.set(port, index);
    trunks.push(index);
    groups.get(group)?.trunks.push(index);
  }
  const officePorts = indexOfPort.size;
  for (const port of leaving) indexOfPort.set(port, indexOfPort.size);
  return {
    indexOfPort,
    lineOfNumber,
    groups,
    trunks,
    plan: compilePlan(office.plan),
    emergency: compileEmergency(office.emergency, office.plan),
    officePorts,
  };
}
