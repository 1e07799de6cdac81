/** What happened between two pictures of the console: one sentence per event, for the prompt line and for ears. */
import type { TextKey } from '../text/text.tsx';
import { timeOfDay } from './clock.ts';
import type { DeskAction, DeskCard, DeskView, DeskWaiting } from './contract.ts';
import { type Desk, partyName } from './desk.ts';
import { levelName } from './levels.ts';
import { wordsSince } from './training.ts';

export interface Said {
  readonly key: TextKey;
  /** An empty `who` is said as “unknown caller”. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Interrupts what is being spoken: new and urgent calls, and a wake-up call that nobody has answered. */
  readonly loud: boolean;
}

/** What was asked last, and with whom the operator talked then: so that we do not call it hanging up. */
export interface Did {
  readonly op: DeskAction['op'];
  readonly source: string | null;
  readonly destination: string | null;
}

const quiet = (key: TextKey, values: Said['values'] = {}): Said => ({ key, values, loud: false });
const loud = (key: TextKey, values: Said['values']): Said => ({ key, values, loud: true });
export const waitingName = (one: DeskWaiting): string => one.entry?.name || one.name || one.from;
/** Name and number; empty where nobody is known to have sent it on. */
export const sentOnByOf = ({ sentOnBy: by }: DeskWaiting): string =>
  by === undefined ? '' : [by.name, by.number].filter((word) => word !== '').join(' ');
const cardName = (card: DeskCard): string => partyName(card) ?? '';

/** After these whoever was there may be gone without having hung up. */
const LETS_GO: readonly DeskAction['op'][] = [
  'consoleHold',
  'consoleTransfer',
  'consoleSend',
  'consoleRelease',
  'consolePark',
  'consoleCampOn',
  'consoleCancel',
  'consoleRetrieve',
  'consoleAnswer',
  'consoleConference',
  'consoleToggle',
  'consoleOut',
  'consoleForceRelease',
  'handOver',
];

function newCall(one: DeskWaiting, values: Said['values']): Said {
  const by = sentOnByOf(one);
  if (by === '') return loud(one.urgent ? 'op.say.newUrgent' : 'op.say.new', values);
  return loud(one.urgent ? 'op.say.newUrgentSentOn' : 'op.say.newSentOn', { ...values, by });
}

function queueNews(before: DeskView, now: DeskView, t: { levelName(key: number): string }): Said[] {
  const known = new Map(before.waiting.map((one) => [one.call, one]));
  return now.waiting.flatMap((one): Said[] => {
    const old = known.get(one.call);
    const values = { who: waitingName(one), level: t.levelName(one.level), count: now.waiting.length };
    if (old === undefined) return [newCall(one, values)];
    return one.urgent && !old.urgent ? [loud('op.say.urgent', values)] : [];
  });
}

function sourceNews(before: DeskView, now: DeskView, did: Did | null): Said[] {
  const [old, next] = [before.source, now.source];
  const destinationBecameSource = next !== null && next.call === before.destination?.call;
  const said: Said[] = [];
  if (old !== null && old.call !== next?.call && !isHere(now, old.call)) {
    const ours = did !== null && did.source === old.call && LETS_GO.includes(did.op);
    if (!ours) said.push(quiet('op.say.sourceGone', { who: cardName(old) }));
  }
  if (next === null || next.state !== 'connected' || destinationBecameSource) return said;
  if (old?.call === next.call && old.state === 'connected') return said;
  if (old?.call === next.call && old.state === 'held') {
    const alone = before.destination !== null && now.destination === null;
    const cancelled = did?.op === 'consoleCancel' && did.destination === before.destination?.call;
    // The wanted party hung up: that is the event, and being back is what it means.
    return alone && !cancelled ? said : [...said, quiet('op.say.back', { who: cardName(next) })];
  }
  said.push(
    next.notes === ''
      ? quiet('op.say.talk', { who: cardName(next), number: next.number })
      : quiet('op.say.talkNotes', { who: cardName(next), number: next.number, notes: next.notes }),
  );
  return said;
}

const isHere = (view: DeskView, call: string): boolean =>
  [view.source, view.destination, ...view.held].some((card) => card?.call === call);

const DESTINATION_WORDS: Readonly<Record<string, TextKey>> = {
  alerting: 'op.say.rings',
  connected: 'op.say.answers',
  busy: 'op.say.busy',
  'no-answer': 'op.say.noAnswer',
  failed: 'op.say.failed',
};

function destinationNews(before: DeskView, now: DeskView, did: Did | null): Said[] {
  const [old, next] = [before.destination, now.destination];
  if (next !== null) {
    if (now.conference && !before.conference) return [quiet('op.say.conference')];
    if (old?.call === next.call && old.state === next.state) return [];
    if (old?.state === 'held' && next.state === 'connected')
      return [quiet('op.say.back', { who: cardName(next) })];
    const word = DESTINATION_WORDS[next.state];
    return word === undefined ? [] : [quiet(word, { who: cardName(next) })];
  }
  if (old === null) return [];
  const ours = did !== null && did.destination === old.call && LETS_GO.includes(did.op);
  if (!ours) return isHere(now, old.call) ? [] : [quiet('op.say.destinationGone', { who: cardName(old) })];
  if (before.source === null || isHere(now, before.source.call)) return [];
  const together = did.op === 'consoleTransfer' || did.op === 'consoleRelease';
  return together ? [quiet('op.say.transferred', { who: cardName(before.source), to: cardName(old) })] : [];
}

/** Somebody has set by hand how the calls of a group are distributed, or has given it back. */
const groupNews = (before: DeskView, now: DeskView): readonly Said[] =>
  now.groups.flatMap(({ group, name, mode, byHand }) => {
    const old = before.groups.find((one) => one.group === group);
    if (old === undefined || (old.byHand === byHand && (!byHand || old.mode === mode))) return [];
    return [quiet(`op.say.group.${byHand ? mode : 'auto'}`, { group: name || group })];
  });

function stateNews(before: DeskView, now: DeskView): Said[] {
  const said: Said[] = [];
  if (now.state !== before.state && now.state !== 'idle' && now.state !== 'busy') {
    said.push(quiet(`op.say.state.${now.state}`));
  } else if (before.state === 'unplugged' || before.state === 'absent') {
    if (now.state !== before.state) said.push(quiet('op.say.state.in'));
  }
  if (now.suspended !== before.suspended)
    said.push(quiet(now.suspended ? 'op.say.suspended' : 'op.say.resumed'));
  if (now.held.length > before.held.length) {
    const added = now.held.find(({ call }) => !before.held.some((old) => old.call === call));
    if (added !== undefined) said.push(quiet('op.say.held', { who: cardName(added) }));
  }
  for (const gone of before.held) {
    // Who was on hold for too long is told as a call that waits again.
    const waits = now.waiting.some(({ call }) => call === gone.call);
    if (!isHere(now, gone.call) && !waits) said.push(quiet('op.say.heldGone', { who: cardName(gone) }));
  }
  const parked = now.parked.find(({ slot }) => !before.parked.some((old) => old.slot === slot));
  if (parked !== undefined)
    said.push(quiet('op.say.parked', { who: parked.name || parked.number, slot: parked.slot }));
  if (now.reserved !== null && now.reserved !== before.reserved)
    said.push(quiet('op.say.reserved', { number: now.reserved }));
  if (now.entityMode.mode !== before.entityMode.mode) said.push(quiet(`op.say.mode.${now.entityMode.mode}`));
  if (now.alarms > before.alarms) said.push(quiet('op.say.alarm', { count: now.alarms }));
  return said;
}

/** Nobody has answered: somebody must go and look. */
const wakeUpNews = (before: DeskView, now: DeskView): readonly Said[] =>
  now.wakeUps
    .filter(
      ({ number, missed }) => missed && !before.wakeUps.some((one) => one.missed && one.number === number),
    )
    .map(({ number, name, minuteOfDay }) =>
      loud('op.say.wakeUpMissed', { who: name || number, number, time: timeOfDay(minuteOfDay) }),
    );

export function news(before: Desk, now: Desk, did: Did | null): readonly Said[] {
  if (now.seat === 'taken' && before.seat !== 'taken') return [quiet('op.say.taken')];
  const said: Said[] = [];
  if (before.link === 'up' && now.link === 'down') said.push(quiet('op.say.linkLost'));
  // Of a lesson: nobody hears a played caller but by the page.
  for (const { line, values } of wordsSince(before.training, now.training))
    said.push(quiet(`op.train.say.${line}` as TextKey, values));
  if (now.view === null || now.view === before.view) return said;
  // What happened while nobody told us is shown, not told again.
  if (before.view === null || before.seat !== 'seated') {
    const back = before.view === null ? 'op.say.seated' : 'op.say.linkBack';
    return [...said, quiet(back, { console: now.view.consoleName, count: now.view.waiting.length })];
  }
  const names = new Map(now.view.levels.map((level) => [level.key, levelName(level)]));
  return [
    ...said,
    ...sourceNews(before.view, now.view, did),
    ...destinationNews(before.view, now.view, did),
    ...stateNews(before.view, now.view),
    ...groupNews(before.view, now.view),
    ...wakeUpNews(before.view, now.view),
    ...queueNews(before.view, now.view, { levelName: (key) => names.get(key) ?? String(key) }),
  ];
}
