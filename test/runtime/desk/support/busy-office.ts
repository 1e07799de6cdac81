import type { StoredRecord } from '#ports/database.ts';
import { OperatorsDesk } from '#runtime/desk/desk.ts';
import { OfficeDirectory } from '#runtime/desk/directory/directory.ts';
import { RecordTail } from '#runtime/desk/record-tail.ts';
import { ExchangeHost } from '#runtime/host.ts';
import { DatabaseStore } from '#runtime/records/database-store.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import type { AttendantConsole, AttendantGroup, Office } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';
import type { Later } from '#web/events.ts';
import { value } from '../../../contracts/database.ts';
import { region } from '../../../support/office.ts';
import { NOON_EPOCH_MS } from '../../../support/records.ts';
import { makeOffice } from '../../../switching/support/office.ts';

export const CONSOLES = ['1', '2', '3', '4'] as const;
const EXTENSIONS = 24;
const TRUNKS = 16;

const console = (id: string, extension: string): AttendantConsole => ({
  ...{ id, name: `Console ${id}`, extension, mayDistribute: true, maySupervise: true, telephoneRings: false },
});
const GROUP: AttendantGroup = {
  ...{
    number: '890',
    name: 'Operators',
    entity: 'main',
    consoles: CONSOLES,
    hunt: 'all',
    urgentAfterMs: 30_000,
  },
  levels: [
    { ...{ key: 1, name: 'Recalls', priority: 30, urgentPriority: 40, ringDelayMs: 0 }, kinds: ['recall'] },
    { ...{ key: 2, name: 'Others', priority: 10, urgentPriority: 20, ringDelayMs: 0 }, kinds: ['trunk'] },
  ],
  ...{ absentAfterMs: 80_000, waitingMax: null, overflowTo: null, helpers: [], helpAfterMs: 0 },
  ...{ distribution: {}, greeting: '' },
};

export function busyOffice(): Office {
  return makeOffice({
    ...{ extensions: EXTENSIONS, trunks: TRUNKS, trunk: { ringIn: '890' } },
    plan: [{ pattern: '8XX', to: { kind: 'extension' } }],
    services: { attendantGroups: [GROUP], consoles: CONSOLES.map((id, i) => console(id, String(801 + i))) },
  });
}

/** The real exchange on telephones and lines of the simulator, its disk, and the operators' desk upon it. */
export class BusyOffice {
  readonly office = busyOffice();
  readonly clock = new VirtualClock();
  readonly wallClock = new VirtualWallClock(this.clock, NOON_EPOCH_MS, 480);
  readonly database = new MemoryDatabase();
  readonly world: PortLevelWorld;
  readonly host: ExchangeHost;
  desk!: OperatorsDesk;
  readonly later: Later = (waitMs, wake) => this.clock.at(after(this.clock.now(), ms(waitMs)), wake);

  constructor() {
    const { clock, wallClock, database, office } = this;
    const country = region('cn');
    const ports = [
      ...office.extensions.map(({ port }) => ({ port, kind: 'fxs' as const })),
      ...office.trunks.map(({ port }) => ({ port, kind: 'fxo' as const })),
    ];
    this.world = new PortLevelWorld(clock, { region: country, ports });
    const tail = new RecordTail(clock, database.records, (record) => this.desk.booked(record));
    const store = new DatabaseStore({
      ...{ database, clock, alarm: () => undefined, saveJournal: () => undefined },
      stored: (serial) => tail.wake(serial),
    });
    const { lineCards, media } = this.world;
    const log = { info: () => undefined, fault: () => undefined };
    this.host = new ExchangeHost({
      ports: { clock, wallClock, lineCards, media, store, log },
      ...{ region: country, board: 'busy', officeFor: () => office, bootId: 'busy' },
    });
  }

  async open(): Promise<void> {
    const { clock, wallClock, database, host, office } = this;
    const directory = new OfficeDirectory(database.desk);
    directory.setExtensions(office.extensions);
    const { consoles, attendantGroups: groups } = office.services;
    const ringCycleMs = office.alerting.cadence.reduce((sum, one) => sum + one.ms, 0);
    this.desk = await OperatorsDesk.open({
      ...{ clock, wallClock, directory, store: database.desk, records: database.records, bootId: 'busy' },
      ...{
        observe: host.observe,
        office: () => ({ consoles, groups, extensions: office.extensions, ringCycleMs }),
      },
      attendants: () => host.observe.attendants!(),
      request: (command) => host.control.request(command),
      ...{ alarm: () => undefined, notice: () => undefined, trusts: async () => true },
    });
    host.start();
    await this.pass(3_000);
  }

  /** Time passes; what the disk and the exchange have promised is kept at once. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.runFor(ms(milliseconds));
    for (let i = 0; i < 40; i++) await Promise.resolve();
  }

  phone(extension: string) {
    return this.world.phones.get(this.portOf(extension))!;
  }

  portOf(extension: string): PortId {
    return this.office.extensions.find(({ number }) => number === extension)!.port;
  }

  get lines() {
    return this.office.trunks.map(({ port }) => this.world.lines.get(port)!);
  }

  async records(): Promise<readonly StoredRecord[]> {
    return value(this.database.records.after(0, 10_000));
  }
}
