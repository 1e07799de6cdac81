/** Backup, factory reset and restore, on a box: what came back is what was there, and the box between them was as new. */
import { say } from './run.ts';
import * as trial from './trial.ts';

const BACKUP = '/data/trial.backup';
const PASSPHRASE = 'TIPRING_PASSPHRASE=only-of-this-trial';
const OFFICE = '/data/tipring/office.yaml';
/** In the office that was changed after the first start; the boot partition has the other. */
const CHANGED_NAME = 'Changed telephone';

/** On a card of its own, for it ends as a new box with an old office. */
export async function keeping(image: string, stick: string, t: trial.Trial): Promise<trial.Kept> {
  const card = trial.makeCard('kept', image, { ...trial.SETTINGS, 'office.yaml': trial.OFFICE }, t);
  const { machine, password } = await trial.firstStart(card, stick, t);
  await machine.logIn(password, 60_000 * t.patience);
  const change = `sed -i 's/${trial.OFFICE_NAME}/${CHANGED_NAME}/' ${OFFICE}`;
  await trial.expectDone(machine, `systemctl stop tipring && ${change} && systemctl start tipring`, t);
  await trial.expectOffice(machine, t, CHANGED_NAME);
  await trial.leaveMark(machine, t);
  await trial.expectDone(machine, `${PASSPHRASE} box backup ${BACKUP}`, t);
  await trial.expectDone(machine, 'box reset', t);
  machine.says('systemctl reboot\n');
  const anew = await trial.isNew(machine, t);
  if (anew === password) throw new Error('after the reset the console has the password of before');
  await machine.logIn(anew, 60_000 * t.patience);
  await trial.expectDone(machine, `test ! -e ${trial.MARK}`, t);
  await trial.expectOffice(machine, t);
  say('after the reset: a new password, the office of the boot partition, nothing of before');
  await trial.expectDone(machine, 'systemctl stop tipring', t);
  await trial.expectDone(machine, `${PASSPHRASE} box restore ${BACKUP}`, t);
  await trial.expectDone(machine, 'systemctl start tipring', t);
  await trial.findMark(machine, t);
  await trial.checkDatabase(machine, t);
  await trial.expectOffice(machine, t, CHANGED_NAME);
  say('after the restore: the office, the records and the files of before');
  await machine.does('sync', 60_000 * t.patience);
  await machine.cut();
  return { card, stick, password: anew, office: CHANGED_NAME };
}
