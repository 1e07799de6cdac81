/** What may be wrong with a box that nobody sees: telephones are served all the same, and it is told. */
import { say } from './run.ts';
import * as trial from './trial.ts';

/** Long before anything of it was made; systemd sets its clock to when it was built itself, and waits for NTP. */
const NO_CLOCK = '1970-01-01T00:00:00';
const FULL = '/data/full';

/** Every block of the data partition is taken, and the exchange starts anew. */
async function fullDisk({ card, stick, password, office }: trial.Kept, t: trial.Trial): Promise<void> {
  const machine = trial.power(card, stick, t);
  await trial.starts(machine, t);
  await machine.logIn(password, 60_000 * t.patience);
  const fill = `dd if=/dev/zero of=${FULL} bs=1M 2>/dev/null; dd if=/dev/zero of=${FULL}.rest bs=1k 2>/dev/null; sync`;
  await machine.does(fill, 600_000 * t.patience);
  const { said } = await machine.does('df --output=avail /data | tail -1', 60_000 * t.patience);
  await trial.expectDone(machine, 'systemctl restart tipring', t);
  await machine.serves(240_000 * t.patience);
  await trial.expectOffice(machine, t, office);
  say(`full data partition (${said.trim()} KiB free): the exchange starts, its office in force`);
  await trial.expectDone(machine, `rm ${FULL} ${FULL}.rest; sync`, t);
  await machine.cut();
}

/** Switched off so early, so often, that the boot loader has no try left. */
async function takeTries({ card, stick }: trial.Kept, t: trial.Trial): Promise<void> {
  for (let left = ''; left !== '00'; ) {
    const machine = trial.power(card, stick, t);
    const [, a = '', b = ''] = await machine.hears(/tries left A (\d), B (\d)/, 60_000 * t.patience);
    left = a + b;
    await machine.cut();
  }
}

/** The card can be read only, the boot loader cannot count on it, and the clock says 1970. */
async function wornOut({ card, stick, password, office }: trial.Kept, t: trial.Trial): Promise<void> {
  const machine = trial.power(card, stick, t, { wornOut: true, clock: NO_CLOCK });
  await trial.starts(machine, t);
  await trial.expectOffice(machine, t, office);
  await machine.logIn(password, 60_000 * t.patience);
  const alarm = `journalctl --no-pager -b | grep -m 1 -o TR-BOX-007`;
  await trial.expectDone(machine, alarm, t);
  const year = await trial.expectDone(machine, 'date +%Y', t);
  say(
    `a card that can only be read, and a clock at 1970 (it says ${year} now): the office in force, and an alarm`,
  );
  await machine.cut();
}

export async function badDays(kept: trial.Kept, t: trial.Trial): Promise<void> {
  await fullDisk(kept, t);
  await takeTries(kept, t);
  await wornOut(kept, t);
}
