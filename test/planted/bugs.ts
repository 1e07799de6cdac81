import type { ExchangeCore } from '#runtime/core.ts';
import type { SipStack } from '#sip/stack.ts';
import type { Exchange, Step } from '#switching/exchange.ts';
import type { Effect, ExchangeEvent, Office } from '#switching/model.ts';
import type { Instant } from '#units/time.ts';
import type { Spoiled } from '../../tools/sim/host-office.ts';

/** True at every n-th asking: a bug that shows only now and then, as bugs do. */
function everyNth(n: number): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked % n === 0;
  };
}

/** The core, with something done to each event that goes in; null swallows it. */
function hearing(change: (event: ExchangeEvent, core: CoreMemory) => ExchangeEvent | null): Spoiled {
  return {
    core: (core) => {
      const memory = new CoreMemory();
      return remembering(core, memory, (exchange, event, now) => {
        const changed = change(event, memory);
        if (changed === null) return { exchange, effects: [], deadline: memory.deadline };
        return core.step(exchange, changed, now);
      });
    },
  };
}

/** The core, with something done to what comes out of each step. */
function saying(change: (step: Step) => Step): Spoiled {
  return {
    core: (core) =>
      remembering(core, new CoreMemory(), (exchange, event, now) => change(core.step(exchange, event, now))),
  };
}

/** The core, with something put back into its state that the step has taken out of it. */
function forgetting(putBack: (before: Exchange, step: Step) => Exchange): Spoiled {
  return {
    core: (core) => ({
      ...core,
      step: (exchange, event, now) => {
        const step = core.step(exchange, event, now);
        return { ...step, exchange: putBack(exchange, step) };
      },
    }),
  };
}

function slotsFetched(_before: Exchange, { exchange, effects: out }: Step): Exchange {
  const fetched = out.flatMap((effect) =>
    effect.kind === 'trace' && effect.rule === 'park.fetched' ? [String(effect.facts.slot)] : [],
  );
  if (fetched.length === 0) return exchange;
  const { services } = exchange.office;
  const parkSlots = services.parkSlots.filter((slot) => !fetched.includes(slot));
  return { ...exchange, office: { ...exchange.office, services: { ...services, parkSlots } } };
}

const unlimited = (office: Office): Office => {
  const classes = office.services.classes.map((one) => ({ ...one, trunkCallsMax: 99 }));
  return { ...office, services: { ...office.services, classes } };
};

/** As if each that was counted before had begun with the last. */
function dearCallsRenewed(_before: Exchange, { exchange }: Step): Exchange {
  const renewed = [...exchange.dearCalls].map(([key, count]) => {
    const last = count.begunAt.at(-1);
    return [key, { ...count, begunAt: count.begunAt.map((at) => last ?? at) }] as const;
  });
  return { ...exchange, dearCalls: new Map(renewed) };
}

const callBacksServed = ({ callBacks }: Exchange, { exchange }: Step): Exchange =>
  exchange.callBacks.length < callBacks.length ? { ...exchange, callBacks } : exchange;

function forwardsCleared({ subscribers }: Exchange, { exchange }: Step): Exchange {
  if (exchange.subscribers === subscribers) return exchange;
  const kept = new Map(exchange.subscribers);
  for (const [number, { forward }] of subscribers) {
    const now = kept.get(number);
    if (forward.all !== null && now?.forward.all === null) kept.set(number, { ...now, forward });
  }
  return { ...exchange, subscribers: kept };
}

const effects = (change: (effect: Effect) => readonly Effect[]): Spoiled =>
  saying((step) => ({ ...step, effects: step.effects.flatMap(change) }));

/** What a wrapper may know of the core: its last deadline, and which exchange lines it holds. */
class CoreMemory {
  deadline: Instant | null = null;
  readonly held = new Set<string>();

  note(step: Step): Step {
    this.deadline = step.deadline;
    for (const effect of step.effects) {
      if (effect.kind === 'seize') this.held.add(effect.port);
      if (effect.kind === 'release') this.held.delete(effect.port);
    }
    return step;
  }
}

function remembering(
  core: ExchangeCore,
  memory: CoreMemory,
  step: (exchange: Exchange, event: ExchangeEvent, now: Instant) => Step,
): ExchangeCore {
  return {
    ...core,
    create: (office, now, epochMs) => memory.note(core.create(office, now, epochMs)),
    step: (exchange, event, now) => memory.note(step(exchange, event, now)),
  };
}

/** The SIP stack, with something done to what the exchange asks of it. */
const asking = (spoil: (stack: SipStack) => void): Spoiled => ({ sip: ({ stack }) => spoil(stack) });

export interface PlantedBug {
  readonly plant: () => Spoiled;
  /** What the judge must say of it. */
  readonly shows: RegExp;
}

/** Bugs that an exchange may have, each put between parts that have none. */
export const PLANTED: Readonly<Record<string, PlantedBug>> = {
  'a call of SIP that is never ended': {
    shows: /was not released|rings though nobody calls|legs of SIP are still held|line 101.* is held/,
    plant: () => {
      const now = everyNth(5);
      return asking((stack) => {
        const release = stack.release.bind(stack);
        stack.release = (...asked) => (now() ? undefined : release(...asked));
      });
    },
  },
  'a SIP telephone is told the wrong port for its voice': {
    shows: /nobody hears|does not hear|nothing heard/,
    plant: () => {
      const now = everyNth(3);
      return asking((stack) => {
        const answer = stack.answer.bind(stack);
        stack.answer = (leg, local, at) =>
          answer(leg, now() ? { ...local, port: local.port + 40 } : local, at);
      });
    },
  },
  'a call that goes in circles is let in again and again': {
    shows: /may go no further has come back and was answered/,
    plant: () =>
      asking((stack) => {
        const receive = stack.receive.bind(stack);
        stack.receive = (bytes, ...where) => {
          const text = new TextDecoder('latin1').decode(bytes);
          const fresh = text.replace(/^Max-Forwards: 0\r$/im, 'Max-Forwards: 70\r');
          receive(fresh === text ? bytes : Buffer.from(fresh, 'latin1'), ...where);
        };
      }),
  },
  'a leaked timeslot': {
    shows: /media paths are still held|is on-hook and put through|hears two conversations/,
    plant: () => {
      const now = everyNth(10);
      return effects((effect) => (effect.kind === 'disconnect' && now() ? [] : [effect]));
    },
  },
  'a lost on-hook': {
    shows: /was not released|busy heard instead of|is not idle|no dial tone/,
    plant: () => {
      const now = everyNth(20);
      return hearing((event) => (event.kind === 'onHook' && now() ? null : event));
    },
  },
  'a double record': {
    shows: /two records of one call/,
    plant: () => {
      const now = everyNth(20);
      return effects((effect) => (effect.kind === 'record' && now() ? [effect, effect] : [effect]));
    },
  },
  'ring not stopped': {
    shows: /rings without a pause|rings though nobody calls/,
    plant: () => {
      const now = everyNth(20);
      return effects((effect) => (effect.kind === 'ringOff' && now() ? [] : [effect]));
    },
  },
  'a dead timer': {
    shows: /rings without a pause|does not ring|for ever|is heard/,
    plant: () => {
      const now = everyNth(50);
      return saying((step) => (step.deadline !== null && now() ? { ...step, deadline: null } : step));
    },
  },
  'glare unhandled': {
    shows: /line from .*answered –/,
    plant: () =>
      hearing((event, core) => (event.kind === 'ringing' && core.held.has(event.port) ? null : event)),
  },
  'an emergency blocked': {
    shows: /emergency/,
    plant: () => ({
      core: (core) => ({
        ...core,
        create: (office, now, epochMs) => core.create({ ...office, emergency: [] }, now, epochMs),
      }),
    }),
  },
  'one telephone may have any number of calls outside': {
    shows: /has one call outside too many/,
    plant: () => ({
      core: (core) => ({
        ...core,
        create: (office, now, epochMs) => core.create(unlimited(office), now, epochMs),
      }),
    }),
  },
  'dear calls are not counted': {
    shows: /one dear call too many in an hour/,
    plant: () => forgetting((_before, { exchange }) => ({ ...exchange, dearCalls: new Map() })),
  },
  'a dear call counts for longer than an hour': {
    shows: /an exchange line is free, but/,
    plant: () => forgetting(dearCallsRenewed),
  },
  'a wrong tone': {
    shows: /ringback heard instead of busy/,
    plant: () => {
      const now = everyNth(5);
      return effects((effect) =>
        effect.kind === 'tone' && effect.tone === 'busy' && now()
          ? [{ ...effect, tone: 'ringback' }]
          : [effect],
      );
    },
  },
  'a held party keeps its path': {
    shows: /hears two conversations|overhears|over a conversation|waits and hears/,
    plant: () =>
      saying((step) => {
        const held = step.effects.some((effect) => effect.kind === 'trace' && effect.rule === 'hold.held');
        return held ? { ...step, effects: step.effects.filter(({ kind }) => kind !== 'disconnect') } : step;
      }),
  },
  'music goes on after the party is fetched from hold': {
    shows: /hears a guide or music over a conversation/,
    plant: () =>
      saying((step) => {
        const back = step.effects.some(
          (effect) => effect.kind === 'trace' && effect.rule === 'hold.retrieved',
        );
        return back ? { ...step, effects: step.effects.filter(({ kind }) => kind !== 'guideOff') } : step;
      }),
  },
  'a member who leaves a conference stays in its mixer': {
    shows: /is on-hook and put through|media paths are still held/,
    plant: () => {
      const members = new Map<number, number>();
      return effects((effect) => {
        if (effect.kind !== 'conference') return [effect];
        const before = members.get(effect.id) ?? 0;
        members.set(effect.id, effect.members.length);
        return effect.members.length > 0 && effect.members.length < before ? [] : [effect];
      });
    },
  },
  'a park slot is never free again': {
    shows: /park: .*(must hear|is refused|is not confirmed)/,
    plant: () => forgetting(slotsFetched),
  },
  'a call-back is never forgotten': {
    shows: /rings though nobody calls|call-back: .* rings/,
    plant: () => forgetting(callBacksServed),
  },
  'a forward that is cleared stays': {
    shows: /forward all: .*does not ring/,
    plant: () => forgetting(forwardsCleared),
  },
  'two records of a transferred call': {
    shows: /two records of one call/,
    plant: () =>
      effects((effect) =>
        effect.kind === 'record' && effect.record.joined !== null ? [effect, effect] : [effect],
      ),
  },
  'a consultation forgets that it was joined': {
    shows: /no record of .*, joined,/,
    plant: () =>
      effects((effect) =>
        effect.kind === 'record' ? [{ ...effect, record: { ...effect.record, joined: null } }] : [effect],
      ),
  },
  'a pickup leaves the other bell ringing': {
    shows: /pickup.*: .* rings|rings without a pause|rings and is put through/,
    plant: () =>
      saying((step) => {
        const taken = step.effects.some(
          (effect) => effect.kind === 'trace' && effect.rule === 'pickup.taken',
        );
        return taken ? { ...step, effects: step.effects.filter(({ kind }) => kind !== 'ringOff') } : step;
      }),
  },
};
