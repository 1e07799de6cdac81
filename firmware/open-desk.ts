/** Part of the composition root: the operators' desk upon the exchange, the disk and the users. */
import { systemWallClock } from '#adapters/clock.ts';
import type { Clock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import { OperatorsDesk } from '#runtime/desk/desk.ts';
import { OfficeDirectory } from '#runtime/desk/directory/directory.ts';
import { RecordTail } from '#runtime/desk/record-tail.ts';
import { type DeskOffice, NO_ATTENDANTS } from '#runtime/desk/sources.ts';
import type { ExchangeHost } from '#runtime/host.ts';
import type { Office } from '#switching/model.ts';
import { createPasswords } from '#web/access/passwords.ts';
import { Throttle } from '#web/access/throttle.ts';
import { SEATS } from '#web/routing/policy.ts';
import type { Records } from './open-records.ts';

const NO_OFFICE: DeskOffice = { consoles: [], groups: [], extensions: [], ringCycleMs: 5_000 };
const deskOffice = ({ services, extensions, trunks, alerting }: Office): DeskOffice => ({
  ...{ consoles: services.consoles, groups: services.attendantGroups, extensions, trunks },
  ringCycleMs: alerting.cadence.reduce((sum, { ms }) => sum + ms, 0),
});

/** Whether this is the password of somebody who may sit at a console; under a back-off by name, all desks alike. */
function trustIn(users: Database['users']): (user: string, password: string) => Promise<boolean | null> {
  const passwords = createPasswords();
  const throttle = new Throttle();
  return async (name, password) => {
    if (throttle.waitMs(name, name, performance.now()) > 0) return null;
    throttle.tried(name, name, performance.now());
    const listed = await users.list();
    const user = listed.ok ? listed.value.find((one) => one.name === name && !one.disabled) : undefined;
    const good = await passwords.verify(password, user?.passwordHash ?? null);
    if (good === null) throttle.withdrawn(name, name);
    if (good !== true || user === undefined) return good;
    throttle.succeeded(name, name);
    return SEATS.includes(user.role);
  };
}

export async function openDesk(
  records: Records,
  exchange: ExchangeHost,
  clock: Clock,
  notice: (number: string, unread: number) => void,
): Promise<OperatorsDesk> {
  const { database, alarms, bootId } = records;
  const directory = new OfficeDirectory(database.desk);
  let known: { readonly from: Office; readonly office: DeskOffice } | null = null;
  const office = (): DeskOffice => {
    const from = exchange.exchange?.office;
    if (from === undefined) return NO_OFFICE;
    if (known?.from === from) return known.office;
    known = { from, office: deskOffice(from) };
    directory.setExtensions(from.extensions, from.services.entities);
    return known.office;
  };
  const desk = await OperatorsDesk.open({
    ...{ clock, wallClock: systemWallClock, observe: exchange.observe, office, directory, bootId, notice },
    attendants: () => exchange.observe.attendants?.() ?? NO_ATTENDANTS,
    request: (command) => exchange.control.request(command),
    ...{ store: database.desk, records: database.records, alarm: alarms.tell },
    trusts: trustIn(database.users),
  });
  const tail = new RecordTail(clock, database.records, (record) => desk.booked(record));
  records.onStored((serial) => tail.wake(serial));
  return desk;
}
