import type { boxZhCN } from './zh-CN.box.ts';

export const boxEn: Readonly<Record<keyof typeof boxZhCN, string>> = {
  'nav.box': 'This box',

  'box.version': 'Version',
  'box.release': 'Running version',
  'box.slot': 'Running slot',
  'box.next': 'Slot of the next start',
  'box.tries': 'Starts left',
  'box.triesOf': 'A {a}, B {b}',
  'box.free': 'Room for data',
  'box.gigabytes': 'about {count} GB',
  'box.complaints': 'Something in box.yaml on the boot partition cannot be used:',
  'box.noSlots':
    'This computer is no box: it has no slots to change between. Its version is that of the files it was started from. Update, restart, restore and reset it where the exchange was started.',

  'box.update': 'Update',
  'box.updateHelp':
    'An update is written to the slot that does not run; calls go on. One that is not signed for this box is not written. The new version runs after a restart; one that does not come up is left by itself.',
  'box.updateFile': 'Update (.raucb)',
  'box.updateGo': 'Send and install',
  'box.updateAddress': 'Or its address',
  'box.addressGo': 'Install from the address',
  'box.stick': 'From a USB stick in the box',
  'box.stickLook': 'Look at the USB stick',
  'box.stickGo': 'Install from the stick',
  'box.stickNone': 'No USB stick that can be read is in the box.',
  'box.stickEmpty': 'No update is on the stick: a file whose name ends with .raucb, in no folder.',
  'box.stickSeveral': 'Several updates are there; leave one alone on the stick:',
  'box.stickRelease': 'version {release}, {megabytes} MB, signed for this box',
  'box.stickRefused': 'is not an update for this box:',
  'box.choose': 'Choose a file…',
  'box.noFile': 'No file chosen',
  'box.sending': '{percent}% sent',
  'box.sent': 'Sent',
  'box.updating': 'The update is being installed…',
  'box.updated': 'The new version is written. Restart the box to run it.',
  'box.updateFailed': 'Not updated:',
  'box.restoring': 'Restoring… the exchange will start anew.',
  'box.restored': 'Restored: the exchange starts anew with the backup.',
  'box.restoreFailed': 'Not restored:',

  'box.restart': 'Restart',
  'box.restartHelp': 'All calls are lost; the box serves again after a minute or two.',
  'box.restartGo': 'Restart the box',
  'box.restarting': 'The box starts anew; this page will come back by itself.',

  'box.support': 'Support file',
  'box.supportHelp':
    'Versions, sizes of files and the system’s journal, to find a fault: no office, no records, no passwords. Read it before you send it.',
  'box.supportGo': 'Download the support file',

  'box.backup': 'Backup',
  'box.backupHelp':
    'The office, records, voice and users in one encrypted file. Without its passphrase a backup cannot be opened.',
  'box.passphrase': 'Passphrase of the backup',
  'box.passphraseHelp': 'At least {count} characters.',
  'box.passphraseAgain': 'Passphrase again',
  'box.passphraseDiffers': 'The two passphrases differ.',
  'box.backupGo': 'Download a backup',
  'box.backingUp': 'The backup is being made…',
  'box.backedUp': 'The backup is downloaded.',

  'box.restore': 'Restore',
  'box.restoreHelp':
    'Puts a backup in place of everything. The exchange starts anew and calls are lost; what was there is kept beside it.',
  'box.restoreFile': 'Backup file',
  'box.restoreGo': 'Restore the backup',

  'box.reset': 'Factory reset',
  'box.resetHelp':
    'The office, records, voice, users and the password of the console are gone for good. Make a backup first.',
  'box.resetGo': 'Factory reset',
  'box.resetTitle': 'Remove everything from this box?',
  'box.resetWord': 'Type {word} to confirm',
  'box.resetting':
    'The box removes its data and starts anew. Its console then shows a new code; with it the first administrator is made here.',
  'box.resetButton':
    'Nobody can log in? A box with a reset button does the same when it is held down for 10 seconds; after 3 seconds it restarts when you let go.',
  'box.ownPassword': 'Your password',

  'refused.TR-BOX-001': 'This computer is no box: it cannot be done here.',
  'refused.TR-BOX-002': 'The keeper of the box does not answer.',
  'refused.TR-BOX-003': 'There is no room for it.',
  'refused.TR-BOX-004': 'Something else is being done. Wait until it has ended.',
  'refused.TR-BOX-005': 'The file is not whole. Choose it again.',
  'refused.TR-BOX-006': 'The box could not do it.',

  'alarm.TR-BOX': 'Something could not be done to the box',
  'alarm.TR-BOX.todo': 'See the reason on the page “This box”, then try again.',

  'audit.box.update': 'update installed',
  'audit.box.restart': 'box restarted',
  'audit.box.support': 'support file downloaded',
  'audit.box.backup': 'backup downloaded',
  'audit.box.restore': 'backup restored',
  'audit.box.reset': 'factory reset',
};
