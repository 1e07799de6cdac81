import { attendantView, brokenInvariants } from '#switching/exchange.ts';
import type {
  AttendantCommand,
  AttendantConsole,
  AttendantGroup,
  AttendedLeg,
  ConsoleView,
  Office,
  Reply,
  WaitingView,
} from '#switching/model.ts';
import { MAIN_ENTITY, PLAIN_SERVICES } from '#switching/plain.ts';
import { makeOffice, type OfficeWishes } from '../support/office.ts';
import { Play } from '../support/play.ts';

/*
 * An office with operators: 890 is served by the consoles A (telephone 801) and B (802), 891 by C (803). 804–808 are
 * telephones, 71 and 72 park slots. L1, L2 and L3 ring in on 890.
 */

export const group = (number: string, consoles: readonly string[], wishes: Partial<AttendantGroup> = {}) =>
  ({
    number,
    name: `Operators ${number}`,
    entity: MAIN_ENTITY,
    consoles,
    hunt: 'all',
    levels: [
      { key: 1, name: 'Recalls', kinds: ['recall'], priority: 30, urgentPriority: 40, ringDelayMs: 0 },
      {
        key: 2,
        name: 'Outside',
        kinds: ['trunk', 'no-answer'],
        priority: 20,
        urgentPriority: 35,
        ringDelayMs: 0,
      },
      { key: 3, name: 'Inside', kinds: ['local'], priority: 10, urgentPriority: 25, ringDelayMs: 0 },
      { key: 4, name: 'Others', kinds: [], priority: 5, urgentPriority: 15, ringDelayMs: 0 },
    ],
    urgentAfterMs: 30_000,
    absentAfterMs: 80_000,
    waitingMax: null,
    overflowTo: null,
    helpers: [],
    helpAfterMs: 20_000,
    distribution: {},
    greeting: '',
    ...wishes,
  }) as const satisfies AttendantGroup;

export const console = (id: string, extension: string, wishes: Partial<AttendantConsole> = {}) =>
  ({
    ...{
      id,
      name: `Console ${id}`,
      extension,
      mayDistribute: true,
      maySupervise: true,
      telephoneRings: true,
    },
    ...wishes,
  }) satisfies AttendantConsole;

export interface OperatorWishes extends OfficeWishes {
  /** What sets 890 apart, and 891. */
  readonly first?: Partial<AttendantGroup>;
  readonly second?: Partial<AttendantGroup>;
  readonly telephoneRings?: boolean;
  readonly groups?: readonly AttendantGroup[];
}

export function operatorsOffice(wishes: OperatorWishes = {}): Office {
  const { telephoneRings = true } = wishes;
  return makeOffice({
    extensions: 8,
    trunks: 3,
    ...wishes,
    trunk: { ringIn: '890', ...wishes.trunk },
    plan: [
      { pattern: '8XX', to: { kind: 'extension' } },
      { pattern: '7X', to: { kind: 'extension' } },
      {
        pattern: '9.',
        to: { kind: 'trunk-group', group: 'city', strip: 1, secondDialTone: true },
      },
    ],
    services: {
      classes: PLAIN_SERVICES.classes.map((one) => ({ ...one, trunkToTrunk: true })),
      parkSlots: ['71', '72'],
      attendantGroups: wishes.groups ?? [
        group('890', ['A', 'B'], wishes.first),
        group('891', ['C'], wishes.second),
      ],
      consoles: [
        console('A', '801', { telephoneRings }),
        console('B', '802', { telephoneRings }),
        console('C', '803', { telephoneRings, mayDistribute: false, maySupervise: false }),
      ],
      ...wishes.services,
    },
  });
}

type Ops = AttendantCommand['op'];
type Of<O extends Ops> = AttendantCommand extends infer C
  ? C extends { readonly op: infer Each }
    ? O extends Each
      ? Omit<C, 'op' | 'console'>
      : never
    : never
  : never;

/** A play in which consoles have keys. */
export class Operators extends Play {
  #asked = 0;

  constructor(wishes: OperatorWishes = {}, here: readonly string[] = ['A', 'B']) {
    super(operatorsOffice(wishes));
    for (const one of here) this.key(one, 'consoleIn');
    this.effects.length = 0;
  }

  /** What a console's key is answered with. */
  asks<O extends Ops>(console: string, op: O, more: Partial<Of<O>> = {}): Reply {
    const id = ++this.#asked;
    this.send({ kind: 'command', id, command: { op, console, ...more } as unknown as AttendantCommand });
    const reply = this.all('reply').find((effect) => effect.id === id)?.reply;
    if (reply === undefined) throw new Error(`${op} was not answered`);
    return reply;
  }

  /** A key that must work. */
  key<O extends Ops>(console: string, op: O, more: Partial<Of<O>> = {}): void {
    const reply = this.asks(console, op, more);
    if (!reply.ok) throw new Error(`${console} ${op}: ${reply.why}`);
  }

  /** The next caller is answered, at a telephone that is off-hook. */
  answers(console: string): void {
    this.key(console, 'consoleAnswer', { call: null });
  }

  get operators() {
    const broken = brokenInvariants(this.exchange);
    if (broken.length > 0) throw new Error(broken.join('; '));
    return attendantView(this.exchange);
  }

  console(id: string): ConsoleView {
    const found = this.operators.consoles.find((one) => one.console === id);
    if (found === undefined) throw new Error(`there is no console ${id}`);
    return found;
  }

  /** Who waits, in the order of presentation. */
  get waiting(): readonly WaitingView[] {
    return this.operators.waiting;
  }

  /** Numbers of those who wait. */
  get queue(): readonly string[] {
    return this.waiting.map(({ from }) => from);
  }

  groupState(number: string): string | undefined {
    return this.operators.groups.find(({ group: one }) => one === number)?.state;
  }

  /** `source state / destination state`, as the cards of a console say it. */
  cards(console: string): string {
    const { source, destination } = this.console(console);
    const card = (one: typeof source) => (one === null ? '–' : `${one.number} ${one.state}`);
    return `${card(source)} | ${card(destination)}`;
  }

  /** The stays of the call that was recorded last. */
  get lastStays(): readonly AttendedLeg[] {
    return this.lastRecord.attended;
  }

  /** Everybody hangs up and operators log out. Null: nobody and nothing is left. */
  end(): string | null {
    for (const one of ['801', '802', '803', '804', '805', '806', '807', '808']) {
      this.health(one, true);
      this.hangUp(one);
    }
    for (const one of ['A', 'B', 'C']) this.asks(one, 'consoleOut');
    for (const line of ['L1', 'L2', 'L3']) this.tone(line, 'busy');
    this.wait(1_800_000);
    for (const line of ['L1', 'L2', 'L3']) this.tone(line, 'busy');
    this.wait(1_800_000);
    if (!this.allQuiet) return 'somebody is left';
    return this.allDone ? null : `${this.exchange.nextCall - 1} calls left ${this.records.length} records`;
  }
}
