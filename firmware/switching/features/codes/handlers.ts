import { ms } from '#units/time.ts';
import { firstLine } from '../../appearances.ts';
import { decideComplete } from '../../digits.ts';
import type { Subscriber } from '../../kept.ts';
import type { Mode, Reach } from '../../office.ts';
import { changeSubscriber, extensionOf, setMode, subscriberOf } from '../../people.ts';
import { speedDial } from '../../routing/speed.ts';
import type { Transaction } from '../../transaction.ts';
import { clearCallBacks, setCallBack } from '../call-back.ts';
import { leadsSomewhere, setForward } from '../forward-settings.ts';
import { markHarassing } from '../harassing.ts';
import { modeNow, operatorOf } from '../mode.ts';
import { beginsPaging } from '../paging.ts';
import { freeSlot, park } from '../park.ts';
import { pickUp } from '../pickup.ts';
import { recordGuide } from '../record-guide.ts';
import { supervise } from '../supervise.ts';
import { keeperOf } from '../two-lines.ts';
import { wakeUpCode } from '../wake-up-code.ts';
import type { Feature } from './code.ts';
import { done, type FeatureHandler, type FeatureUse, impossible, type Outcome } from './run.ts';

/*
 * What each feature code does.
 */

const MODE_OF_KEY: Readonly<Record<string, Mode | null>> = {
  '0': null,
  '1': 'day',
  '2': 'night',
  '3': 'mode1',
  '4': 'mode2',
};
const MODE_TEXT = { day: 'mode-day', night: 'mode-night', mode1: 'mode-one', mode2: 'mode-two' } as const;
/** K of the Chinese and ETSI lock codes: what is barred. */
const LOCK_OF_KEY: Readonly<Record<string, Reach>> = { '1': 'internal', '2': 'local', '3': 'national' };
const PIN_WRONG = { text: 'pin-wrong' } as const;

const set = (
  tx: Transaction,
  { user }: FeatureUse,
  change: Partial<Subscriber>,
  cleared = false,
): Outcome => {
  changeSubscriber(tx, user, change);
  return done({ text: cleared ? 'feature-cleared' : 'feature-set' });
};

const forward =
  (when: keyof Subscriber['forward']): FeatureHandler =>
  (tx, use) => {
    const number = use.does === 'off' ? null : (use.args.number ?? '');
    if (!setForward(tx, use.user, when, number)) return impossible({ text: 'number-vacant' });
    return number === null
      ? done({ text: 'feature-cleared' })
      : done({ text: 'forwarding-to' }, { digits: number });
  };

const toggle =
  (change: (on: boolean) => Partial<Subscriber>): FeatureHandler =>
  (tx, use) =>
    set(tx, use, change(use.does === 'on'), use.does === 'off');

const pinFits = (tx: Transaction, number: string, pin: string | undefined): boolean => {
  const own = subscriberOf(tx, number).pin;
  return own !== '' && own === pin;
};

/** Dialled where one is, for one's own extension: all its calls come here. */
const followMe: FeatureHandler = (tx, use) => {
  const { number, pin } = use.args;
  if (use.does === 'off') {
    const { forward: before } = subscriberOf(tx, use.user);
    return set(tx, use, { forward: { ...before, all: null } }, true);
  }
  if (number === undefined || extensionOf(tx, number) === null || number === use.user) return impossible();
  if (!pinFits(tx, number, pin)) return impossible(PIN_WRONG);
  changeSubscriber(tx, number, { forward: { ...subscriberOf(tx, number).forward, all: use.user } });
  return done({ text: 'forwarding-to' }, { digits: use.user });
};

const hotLine =
  (afterMs: number): FeatureHandler =>
  (tx, use) => {
    if (use.does === 'off') return set(tx, use, { hotLine: 'off' }, true);
    const { number } = use.args;
    if (number === undefined || !leadsSomewhere(tx, use.user, number))
      return impossible({ text: 'number-vacant' });
    return set(tx, use, { hotLine: { number, afterMs } });
  };

/** With a `use` code the lock changes over (North America). */
const lock: FeatureHandler = (tx, use) => {
  if (!pinFits(tx, use.user, use.args.pin)) return impossible(PIN_WRONG);
  const { locked } = subscriberOf(tx, use.user);
  const clears = use.does === 'off' || (use.does === 'use' && locked !== null);
  const lockedReach = tx.base.tables.classes.get(
    extensionOf(tx, use.user)?.classOfService ?? '',
  )?.lockedReach;
  const left = LOCK_OF_KEY[use.args.key ?? ''] ?? lockedReach ?? 'internal';
  return set(tx, use, { locked: clears ? null : left }, clears);
};

/** The first PIN is set by itself; later ones need the old one. */
const lockCode: FeatureHandler = (tx, use) => {
  const { pin, newPin } = use.args;
  const own = subscriberOf(tx, use.user).pin;
  if (pin === undefined || (own !== '' && own !== pin) || (own !== '' && newPin === undefined))
    return impossible(PIN_WRONG);
  changeSubscriber(tx, use.user, { pin: newPin ?? pin });
  return done({ text: 'pin-changed' });
};

const speedDialStore: FeatureHandler = (tx, use) => {
  const { code, number } = use.args;
  if (code === undefined || number === undefined || !leadsSomewhere(tx, use.user, number))
    return impossible({ text: 'number-vacant' });
  const { speedDials } = subscriberOf(tx, use.user);
  changeSubscriber(tx, use.user, { speedDials: { ...speedDials, [code]: number } });
  return done({ text: 'number-stored' });
};

const useSpeedDial: FeatureHandler = (tx, use) => {
  const { code } = use.args;
  const found =
    code === undefined
      ? null
      : speedDial(tx.base.tables.routing.speedDials, subscriberOf(tx, use.user).speedDials, code);
  if (found === null) return impossible({ text: 'number-vacant' });
  return { kind: 'dial', number: found.number, anyClass: found.overridesClass };
};

const lastNumber: FeatureHandler = (tx, use) => {
  const number = subscriberOf(tx, use.user).lastDialled;
  return number === '' ? impossible() : { kind: 'dial', number };
};

const hotDeskIn: FeatureHandler = (tx, use) => {
  const { number, pin } = use.args;
  if (!use.line.config.hotDesk || number === undefined || extensionOf(tx, number) === null)
    return impossible();
  if (!pinFits(tx, number, pin)) return impossible(PIN_WRONG);
  const here = use.line.config.number;
  for (const [other, { at }] of tx.people.subscribers)
    if (at === here && other !== number) changeSubscriber(tx, other, { at: null });
  changeSubscriber(tx, number, { at: here });
  return done({ text: 'logged-in' });
};

const hotDeskOut: FeatureHandler = (tx, use) => {
  if (subscriberOf(tx, use.user).at === null) return impossible();
  changeSubscriber(tx, use.user, { at: null });
  return done({ text: 'logged-out' });
};

const modeSet: FeatureHandler = (tx, use) => {
  const entity = extensionOf(tx, use.user)?.entity ?? '';
  const mode = MODE_OF_KEY[use.args.key ?? ''];
  if (mode === undefined) return impossible();
  setMode(tx, entity, mode);
  return done({ text: mode === null ? 'mode-by-schedule' : MODE_TEXT[mode] });
};

/** Day becomes night, anything else day. */
const modeToggle: FeatureHandler = (tx, use) => {
  const entity = extensionOf(tx, use.user)?.entity ?? '';
  const mode = modeNow(tx, entity) === 'day' ? 'night' : 'day';
  setMode(tx, entity, mode);
  return done({ text: MODE_TEXT[mode] });
};

const operator: FeatureHandler = (tx, use) => {
  const number = operatorOf(tx, extensionOf(tx, use.user)?.entity ?? '');
  return number === null ? impossible({ text: 'number-vacant' }) : { kind: 'dial', number };
};

/** Only in a consultation: the held party is left in a slot. */
const parkHeld: FeatureHandler = (tx, { line }) => {
  const keeper = keeperOf(tx, line);
  const slot = freeSlot(tx);
  if (keeper === null) return impossible();
  if (slot === null) return impossible({ text: 'park-slots-full' });
  return park(tx, keeper.held, keeper.line, slot)
    ? done({ text: 'call-parked-at' }, { digits: slot })
    : impossible();
};

const pickup: FeatureHandler = (tx, { line, call, args }) => {
  const state = pickUp(tx, line, call, args.number ?? null);
  return state === null ? impossible({ text: 'nothing-to-pick-up' }) : { kind: 'state', state };
};

/** For the number that was last found busy or silent, as a key at the busy tone would. */
const callBack: FeatureHandler = (tx, use) => {
  if (use.does === 'off') {
    clearCallBacks(tx, use.user);
    return done({ text: 'call-back-cleared' });
  }
  const { found } = tx.line(firstLine(tx, use.line));
  if (found === null || !setCallBack(tx, use.user, found.number, found.why)) return impossible();
  return done({ text: 'call-back-set' });
};

/** Before the number: the call that follows is charged to the code. */
const accountCode: FeatureHandler = (tx, use) => {
  const code = use.args.number ?? '';
  if (!tx.base.tables.routing.accounts.has(code)) return impossible({ text: 'account-code-wrong' });
  tx.updateCall(use.call, { kind: 'incomplete', account: code, dialled: '' });
  tx.trace(tx.call(use.call), use.line, 'account.given', { code });
  const deadline = tx.in(ms(tx.base.office.timing.firstDigitMsMax));
  return { kind: 'state', state: { state: 'dialTone', call: use.call, tone: 'specialDial', deadline } };
};

/** The prefix that an extension dials before a public number. */
function outsidePrefix(tx: Transaction): string {
  for (const { pattern, to } of tx.base.office.plan)
    if (to.kind !== 'extension') return pattern.slice(0, to.strip);
  return '';
}

/** Who called from outside is called as any number outside. */
const lastCaller: FeatureHandler = (tx, use) => {
  const number = subscriberOf(tx, use.user).lastCaller;
  if (number === '') return impossible({ text: 'last-caller-none' });
  const inside = decideComplete(tx.base.tables, number).kind === 'extension';
  return { kind: 'dial', number: inside ? number : outsidePrefix(tx) + number };
};

const hideNumber: FeatureHandler = (_tx, { args }) =>
  args.number === undefined ? impossible() : { kind: 'dial', number: args.number, hidden: true };

const cancelAll: FeatureHandler = (tx, use) => {
  clearCallBacks(tx, use.user);
  const nothing = { all: null, busy: null, noAnswer: null, offline: null };
  return set(tx, use, { forward: nothing, doNotDisturb: false, absent: false, hotLine: null }, true);
};

export const FEATURE_HANDLERS: Readonly<Record<Feature, FeatureHandler>> = {
  'forward-all': forward('all'),
  'forward-busy': forward('busy'),
  'forward-no-answer': forward('noAnswer'),
  'forward-offline': forward('offline'),
  'follow-me': followMe,
  'do-not-disturb': toggle((on) => ({ doNotDisturb: on })),
  'absent-message': toggle((on) => ({ absent: on })),
  'call-waiting': toggle((on) => ({ callWaiting: on })),
  'speed-dial-store': speedDialStore,
  'speed-dial': useSpeedDial,
  'hot-line-delayed': hotLine(5_000),
  'hot-line-immediate': hotLine(0),
  lock,
  'lock-code': lockCode,
  'call-back': callBack,
  'pickup-group': pickup,
  'pickup-directed': pickup,
  park: parkHeld,
  unpark: (_tx, { args }) =>
    args.number === undefined ? impossible() : { kind: 'dial', number: args.number },
  'last-number': lastNumber,
  'last-caller': lastCaller,
  'hide-number': hideNumber,
  'account-code': accountCode,
  'hot-desk-in': hotDeskIn,
  'hot-desk-out': hotDeskOut,
  'mode-toggle': modeToggle,
  'mode-set': modeSet,
  operator,
  supervise,
  page: beginsPaging,
  'record-guide': recordGuide,
  'mark-harassing': markHarassing,
  'wake-up': wakeUpCode,
  'cancel-all': cancelAll,
};
