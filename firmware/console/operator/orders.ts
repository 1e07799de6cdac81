/** What a command means now: an action for the exchange, something of the page itself, or why it cannot be. */
import type { TextKey } from '../text/text.tsx';
import type { DeskAction, DeskView } from './contract.ts';
import { type Desk, type Open, type Target, targetOf, works } from './desk.ts';
import { type Command, placeOf } from './keys/command.ts';

type Values = Readonly<Record<string, string | number>>;
export type Order =
  | { readonly kind: 'act'; readonly action: DeskAction; readonly doing: TextKey; readonly values: Values }
  | { readonly kind: 'open'; readonly open: Open }
  | {
      readonly kind: 'page';
      readonly what: 'clear' | 'ticket' | 'sayQueue' | 'sayCaller' | 'sayEvent' | 'ask' | 'finish';
    }
  /** The directory has not answered yet: again when it has. */
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly why: TextKey };

const refused = (why: TextKey): Order => ({ kind: 'refused', why });
const act = (action: DeskAction, doing: TextKey, values: Values = {}): Order => ({
  kind: 'act',
  action,
  doing,
  values,
});
const who = ({ name, number }: Target): string => name || number;

/** With somebody to call; `order` says what is done with him. */
function withTarget({ line }: Desk, order: (target: Target) => Order): Order {
  const target = targetOf(line);
  if (target !== null) return order(target);
  if (line.text.trim() === '') return refused('op.no.target');
  return line.asked === line.answered ? refused('op.no.hit') : { kind: 'later' };
}

const call = (desk: Desk): Order =>
  withTarget(desk, (target) =>
    act({ op: 'consoleCall', to: target.number }, 'op.do.call', { who: who(target) }),
  );

/** Whoever is written, else the wanted party, else the caller. */
function personOf(desk: Desk, view: DeskView): Target | null {
  const { line } = desk;
  if (line.text.trim() !== '') return targetOf(line);
  const card = view.destination ?? view.source;
  return card === null ? null : { number: card.number, name: card.entry?.name ?? card.name };
}

function complete(view: DeskView): Order {
  if (view.source === null) return refused('op.no.source');
  return view.destination === null
    ? refused('op.no.destination')
    : act({ op: 'consoleTransfer' }, 'op.do.transfer');
}

function answer(view: DeskView, place: number): Order {
  if (view.waiting.length === 0) return refused('op.no.waiting');
  const waiting = view.waiting[place === 0 ? 0 : place - 1];
  if (waiting === undefined) return refused('op.no.place');
  const call = place === 0 ? null : waiting.call;
  const from = waiting.entry?.name || waiting.name || waiting.from;
  return from === ''
    ? act({ op: 'consoleAnswer', call }, 'op.do.answerUnknown')
    : act({ op: 'consoleAnswer', call }, 'op.do.answer', { who: from });
}

function cancel(desk: Desk, view: DeskView): Order {
  if (desk.line.text !== '') return { kind: 'page', what: 'clear' };
  if (view.destination !== null) return act({ op: 'consoleCancel' }, 'op.do.cancel');
  if (view.reserved !== null) return act({ op: 'consoleReserve', number: null }, 'op.do.unreserve');
  return refused('op.no.cancel');
}

function reserve(desk: Desk, view: DeskView): Order {
  if (view.reserved !== null && desk.line.text === '')
    return act({ op: 'consoleReserve', number: null }, 'op.do.unreserve');
  return withTarget(desk, (target) =>
    act({ op: 'consoleReserve', number: target.number }, 'op.do.reserve', { who: who(target) }),
  );
}

function park(desk: Desk): Order {
  const slot = desk.line.text.trim();
  return act({ op: 'consolePark', slot: /^\d+$/.test(slot) ? slot : null }, 'op.do.park');
}

function openFor(desk: Desk, view: DeskView, what: 'intrude' | 'card' | 'wakeUp' | 'message'): Order {
  const person = personOf(desk, view);
  if (person === null) {
    if (what === 'message') return { kind: 'open', open: { what, for: '', from: '' } };
    return refused('op.no.target');
  }
  if (what !== 'message') return { kind: 'open', open: { what, ...person } };
  const caller = view.source === null || view.source.number === person.number ? null : view.source;
  const from = caller === null ? '' : `${caller.entry?.name ?? caller.name} ${caller.number}`.trim();
  return { kind: 'open', open: { what, for: person.number, from } };
}

/** What is written, else the caller: as he stands in the directory, or to be written down there. */
function directory(desk: Desk, { source }: DeskView): Order {
  const written = desk.line.text.trim();
  const open = (find: string, fresh: Target | null): Order => ({
    kind: 'open',
    open: { what: 'directory', find, fresh },
  });
  if (written !== '' || source === null) return open(written, null);
  if (source.entry !== null) return open(source.entry.name, null);
  // A number that may not be seen whole has stars in it.
  const whole = /^\+?\d+$/.test(source.number);
  return open('', whole ? { number: source.number, name: source.name } : null);
}

const split = (view: DeskView): Order =>
  view.conference ? act({ op: 'consoleSplit' }, 'op.do.split') : refused('op.no.conference');

/** One small answer for each command that needs more than its name. */
const ORDERS: Partial<Record<Command, (desk: Desk, view: DeskView) => Order>> = {
  answer: (_, view) => answer(view, 0),
  enter: (desk, view) =>
    desk.line.text.trim() === '' && view.destination !== null && view.source !== null
      ? complete(view)
      : call(desk),
  call: (desk) => call(desk),
  complete: (_, view) => complete(view),
  send: (desk, view) =>
    view.source === null
      ? refused('op.no.source')
      : withTarget(desk, (target) =>
          act({ op: 'consoleSend', to: target.number }, 'op.do.send', { who: who(target) }),
        ),
  toggle: (_, view) =>
    view.destination === null ? refused('op.no.destination') : act({ op: 'consoleToggle' }, 'op.do.toggle'),
  join: (_, view) =>
    view.destination === null ? refused('op.no.destination') : act({ op: 'consoleConference' }, 'op.do.join'),
  split: (_, view) => split(view),
  cancel,
  release: (_, view) =>
    view.source === null && view.destination === null
      ? refused('op.no.call')
      : act({ op: 'consoleRelease' }, 'op.do.release'),
  hold: (_, view) =>
    view.source === null ? refused('op.no.call') : act({ op: 'consoleHold' }, 'op.do.hold'),
  retrieve: (_, view) =>
    view.held.length === 0
      ? refused('op.no.held')
      : act({ op: 'consoleRetrieve', call: null }, 'op.do.retrieve'),
  park: (desk, view) => (view.source === null ? refused('op.no.call') : park(desk)),
  reserve,
  intrude: (desk, view) => openFor(desk, view, 'intrude'),
  card: (desk, view) => openFor(desk, view, 'card'),
  wakeUp: (desk, view) => openFor(desk, view, 'wakeUp'),
  directory,
  message: (desk, view) => openFor(desk, view, 'message'),
  campOn: (_, view) =>
    view.destination === null ? refused('op.no.destination') : act({ op: 'consoleCampOn' }, 'op.do.campOn'),
  ringAgain: (_, view) =>
    view.destination === null
      ? refused('op.no.destination')
      : act({ op: 'consoleRingAgain' }, 'op.do.ringAgain'),
  chain: (_, view) =>
    view.source === null
      ? refused('op.no.source')
      : act({ op: 'consoleChain', on: !view.chained }, view.chained ? 'op.do.unchain' : 'op.do.chain'),
  more: () => ({ kind: 'open', open: { what: 'more' } }),
  books: () => ({ kind: 'open', open: { what: 'books' } }),
  handOver: () => ({ kind: 'open', open: { what: 'handOver' } }),
  settings: () => ({ kind: 'open', open: { what: 'settings' } }),
  ask: ({ training }) =>
    training === null
      ? refused('op.train.no.here')
      : training.mayAsk
        ? { kind: 'page', what: 'ask' }
        : refused('op.train.no.ask'),
  finish: ({ training }) =>
    training === null ? refused('op.train.no.here') : { kind: 'page', what: 'finish' },
  ticket: () => ({ kind: 'page', what: 'ticket' }),
  sayQueue: () => ({ kind: 'page', what: 'sayQueue' }),
  sayCaller: () => ({ kind: 'page', what: 'sayCaller' }),
  sayEvent: () => ({ kind: 'page', what: 'sayEvent' }),
  busy: (_, { state }) => {
    const plugged = state === 'unplugged';
    return act({ op: 'consolePlug', plugged }, plugged ? 'op.do.plug' : 'op.do.unplug');
  },
  night: (_, { entityMode: { mode } }) =>
    act({ op: 'setMode', mode: mode === 'night' ? null : 'night' }, 'op.do.mode'),
  distribute: (_, { may }) =>
    may.includes('consoleDistribute')
      ? { kind: 'open', open: { what: 'distribution' } }
      : refused('op.refused.not-permitted'),
  suspend: (_, { suspended }) =>
    act({ op: 'suspend', on: !suspended }, suspended ? 'op.do.resume' : 'op.do.suspend'),
};

function ownKey(desk: Desk, view: DeskView, place: number): Order {
  const own = desk.own[place - 1] ?? null;
  if (own === null) return refused('op.no.ownKey');
  switch (own.kind) {
    case 'level': {
      const first = view.waiting.findIndex(({ level }) => String(level) === own.value);
      return first === -1 ? refused('op.no.waiting') : answer(view, first + 1);
    }
    case 'held': {
      const card = view.held[Number(own.value) - 1];
      return card === undefined
        ? refused('op.no.held')
        : act({ op: 'consoleRetrieve', call: card.call }, 'op.do.retrieve');
    }
    case 'trunk':
      return refused('op.no.trunkKey');
    default:
      return act({ op: 'consoleCall', to: own.value }, 'op.do.call', {
        who: own.label || own.value,
      });
  }
}

/** These need nothing of the exchange, and help exactly while it cannot be reached. */
const WITHOUT_LINK: readonly Command[] = ['settings', 'sayEvent', 'sayQueue', 'sayCaller', 'ticket'];

export function decide(command: Command, desk: Desk): Order {
  if (command === 'settings') return { kind: 'open', open: { what: 'settings' } };
  const { view } = desk;
  if (view === null || (!works(desk) && !WITHOUT_LINK.includes(command))) {
    if (command === 'cancel' && desk.line.text !== '') return { kind: 'page', what: 'clear' };
    return refused('op.no.link');
  }
  const order = orderFor(command, desk, view);
  if (order.kind === 'act' && !view.may.includes(order.action.op)) return refused('op.no.now');
  return order;
}

function orderFor(command: Command, desk: Desk, view: DeskView): Order {
  const place = placeOf(command);
  if (place > 0) return command.startsWith('own') ? ownKey(desk, view, place) : answer(view, place);
  return ORDERS[command]?.(desk, view) ?? refused('op.no.now');
}
