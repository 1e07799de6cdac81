import type { ExchangeLine, FarRefusal } from '../people.ts';
import type { Company } from './company.ts';
import type { Dice } from './dice.ts';
import type { Judge } from './judge.ts';
import type { LineHabits } from './plan.ts';
import { type Probe, prove } from './probe.ts';
import { pause, type Script, until } from './script.ts';

export interface FarEnd {
  readonly line: ExchangeLine;
  readonly habits: LineHabits;
  readonly dice: Dice;
  readonly judge: Judge;
  readonly probe: Probe;
  readonly company: Company;
}

const REFUSALS: readonly FarRefusal[] = ['busy', 'congestion', 'vacant'];

/** Everybody who calls, or is called, at the far side of one exchange line. */
export function* farEndLife(far: FarEnd): Script {
  const { line, habits, dice, judge, company } = far;
  yield pause(dice.whole(3000, 30_000));
  for (;;) {
    // Somebody speaks there already.
    while (company.claimed(line.port)) yield pause(500);
    switch (line.state) {
      case 'idle': {
        // Nobody seized the line to meet that caller.
        if (line.settings.glare) line.giveUp();
        line.configure({ glare: false });
        company.rests(line.port, true);
        const taken = yield until(() => line.state !== 'idle', dice.waitMs(habits.callInMsMean));
        if (!taken && !company.claimed(line.port)) yield* callIn(far);
        company.rests(line.port, false);
        break;
      }
      case 'ringing-out':
        yield* beCalled(far);
        break;
      case 'ringing-in': {
        const over = yield until(() => line.state !== 'ringing-in', dice.whole(3, 60) * 1000);
        if (!over) line.giveUp();
        judge.look(line.port);
        // The next call in less than a ring's pause is the same call to any exchange: it hears only rings.
        yield pause(over ? 50 : 12_000);
        break;
      }
      case 'talking':
        yield* talk(far);
        break;
      default: {
        const { state } = line;
        yield until(() => line.state !== state, 60_000);
      }
    }
    yield pause(50);
  }
}

function* callIn({ line, habits, dice, judge }: FarEnd): Script {
  const glare = dice.chance(habits.glare);
  if (glare) line.configure({ glare: true });
  const number = `139${String(dice.whole(0, 99_999_999)).padStart(8, '0')}`;
  line.callIn({ number, name: 'Caller' });
  judge.look(line.port);
  if (glare) yield until(() => line.state !== 'idle', 120_000);
}

function* beCalled({ line, dice, judge }: FarEnd): Script {
  if (line.settings.emergency.includes(line.dialled)) {
    yield until(() => line.state !== 'ringing-out', 60_000);
    return;
  }
  const over = yield until(() => line.state !== 'ringing-out', dice.whole(2000, 20_000));
  if (over) return;
  if (dice.chance(0.12)) line.farBusy(dice.pick(REFUSALS));
  else if (dice.chance(0.85)) line.farAnswers();
  judge.look(line.port);
  yield until(() => line.state !== 'ringing-out', 90_000);
}

function* talk({ line, judge, dice, probe }: FarEnd): Script {
  const outgoing = line.caller === null;
  if (outgoing && judge.conversationOf(line.port) === null) {
    yield pause(400);
    const callers = judge.callersOn(judge.seen.lines.get(line.port)!);
    if (callers.length > 0) yield* prove(probe, line.port, callers);
  }
  const over = yield until(() => line.state !== 'talking', dice.whole(5, 240) * 1000);
  if (over) return;
  const emergency = outgoing && line.settings.emergency.includes(line.dialled);
  if (!emergency && dice.chance(0.7)) line.farHangsUp();
  judge.look(line.port);
  yield until(() => line.state !== 'talking', 600_000);
}
