import type { LineCards } from '#ports/line-card.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { Region } from '#ports/region.ts';
import type { Effect } from '#switching/model.ts';
import { type Timeslot, timeslotOf } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { CallerIdReceivers } from './caller-id-receivers.ts';
import type { GuidePlayer } from './guide-player.ts';

/** Everything that an effect can reach. */
export interface EffectTargets {
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
  readonly region: Region;
  readonly receivers: CallerIdReceivers;
  readonly guides: GuidePlayer;
  readonly keep: (effect: EffectOf<'keep'>) => void;
  readonly reply: (effect: EffectOf<'reply'>) => void;
  readonly record: (effect: EffectOf<'record'>) => void;
  readonly alarm: (effect: EffectOf<'alarm'>) => void;
  readonly trace: (effect: EffectOf<'trace'>, at: Instant) => void;
}

type Distribute<E, K> = E extends { readonly kind: infer EK } ? (K extends EK ? E : never) : never;
/** The effect type of one kind, also where several kinds share a type. */
export type EffectOf<K extends Effect['kind']> = Distribute<Effect, K>;

type Handlers = {
  readonly [K in Effect['kind']]: (
    effect: EffectOf<K> & { readonly kind: K },
    to: EffectTargets,
    at: Instant,
  ) => void;
};

/**
 * The level plan sits in the codecs (region's `levels`, set by the drivers as analog gain), so that a
 * digital path never costs resolution: a timeslot interchange of 0 dB, as ITU-T G.121 §6 has it.
 */
const INTERCHANGE_GAIN_DB = 0;

function bothWays(a: Timeslot, b: Timeslot): readonly { readonly from: Timeslot; readonly to: Timeslot }[] {
  return [
    { from: a, to: b },
    { from: b, to: a },
  ];
}

const HANDLERS: Handlers = {
  ringOn: ({ port, answers }, to) =>
    to.lineCards.command({ op: 'ringOn', port, ...(answers ? { answers } : {}) }),
  ringOff: (effect, to) => to.lineCards.command({ op: 'ringOff', port: effect.port }),
  feed: (effect, to) => to.lineCards.command({ op: 'feed', port: effect.port, feed: effect.feed }),
  // Behind an exchange line lies a hybrid, and its echo comes late enough to be heard (ITU-T G.131 §5): every
  // line that is off-hook has a canceller, from its own dial tone on.
  seize: ({ port }, to) => {
    to.lineCards.command({ op: 'seize', port });
    to.media.command({ op: 'echo', slot: timeslotOf(port), on: true });
  },
  release: ({ port }, to) => {
    to.lineCards.command({ op: 'release', port });
    to.media.command({ op: 'echo', slot: timeslotOf(port), on: false });
  },
  refuse: ({ port, cause }, to) => to.lineCards.command({ op: 'refuse', port, cause }),
  present: ({ kind, ...said }, to) => to.lineCards.command({ op: kind, ...said }),
  trunkFlash: (effect, to) => to.lineCards.command({ op: 'flash', port: effect.port }),
  dial: ({ port, digits, via, id }, to) => {
    if (via === 'pulse') to.lineCards.command({ op: 'pulseDial', port, digits, id });
    else to.media.command({ op: 'sendDigits', slot: timeslotOf(port), digits, id });
  },
  sendCallerId: ({ port, callerId, dateTime, offHook, id }, to) => {
    const { send, alertTone } = to.region.callerId;
    const { number, name, absence } = callerId;
    to.media.command({
      op: 'sendCallerId',
      slot: timeslotOf(port),
      format: offHook && send.signal === 'fsk' ? { ...send, offHook } : send,
      message: { number, name, dateTime, absence },
      alert: alertTone && !offHook,
      id,
    });
  },
  stopSend: ({ slot }, to) => to.media.command({ op: 'stopSend', slot }),
  connect: ({ a, b }, to) => {
    for (const way of bothWays(a, b)) {
      to.media.command({ op: 'connect', ...way, gainDb: INTERCHANGE_GAIN_DB });
    }
  },
  disconnect: ({ a, b }, to) => {
    for (const way of bothWays(a, b)) to.media.command({ op: 'disconnect', ...way });
  },
  tone: ({ slot, tone }, to) => to.media.command({ op: 'tone', slot, tone }),
  detect: ({ slot, detectors }, to) => to.receivers.set(slot, detectors),
  conference: ({ id, members }, to) =>
    to.media.command({
      op: 'conference',
      id,
      members: members.map(({ slot, muted }) => ({ slot, muted, gainDb: INTERCHANGE_GAIN_DB })),
      matrix: members.flatMap(({ slot, heardBy }) =>
        heardBy === null ? [] : [{ from: slot, to: heardBy, gainDb: INTERCHANGE_GAIN_DB }],
      ),
    }),
  guide: (effect, to) => to.guides.say(effect),
  guideOff: ({ slot }, to) => to.guides.stop(slot),
  recordGuide: (effect, to) => to.guides.record(effect),
  recordGuideEnd: ({ slot }, to) => to.guides.endRecording(slot),
  callWaitingAlert: ({ port, id }, to) => to.media.command({ op: 'sendAlert', slot: timeslotOf(port), id }),
  keep: (effect, to) => to.keep(effect),
  reply: (effect, to) => to.reply(effect),
  record: (effect, to) => to.record(effect),
  alarm: (effect, to) => to.alarm(effect),
  trace: (effect, to, at) => to.trace(effect, at),
};

/** Carries out one effect. Ports answer with events, never with exceptions. */
export function carryOut(effect: Effect, to: EffectTargets, at: Instant): void {
  // The table is complete by its type; TypeScript cannot see that key and handler go together.
  const handler = HANDLERS[effect.kind] as (effect: Effect, to: EffectTargets, at: Instant) => void;
  handler(effect, to, at);
}
