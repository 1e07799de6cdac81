import type { ExchangeCore } from '#runtime/core.ts';
import type { Exchange, Step } from '#switching/exchange.ts';
import type { Effect, ExchangeEvent } from '#switching/model.ts';
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

export interface PlantedBug {
  readonly plant: () => Spoiled;
  /** What the judge must say of it. */
  readonly shows: RegExp;
}

/** Eight bugs that an exchange may have, each put between parts that have none. */
export const PLANTED: Readonly<Record<string, PlantedBug>> = {
  'a leaked timeslot': {
    shows: /media paths are still held/,
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
};
