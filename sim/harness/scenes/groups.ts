import type { PortId } from '#units/ids.ts';
import { pause, type Script } from '../script.ts';
import type { Stage } from '../stage.ts';
import { allFree, type Casting, type Scene, some, someWithKeys } from './scene.ts';

/*
 * Several telephones under one number, and calls that somebody else takes.
 */

function* directedPickup(stage: Stage, ...[a, b, c]: PortId[]): Script<undefined> {
  yield* stage.call(b!, stage.numberOf(c!), c!);
  yield* taken(stage, a!, b!, c!, stage.codes.pickupDirected(stage.numberOf(c!)));
  return undefined;
}

function* groupPickup(stage: Stage, ...[a, c, b]: PortId[]): Script<undefined> {
  yield* stage.call(b!, stage.numberOf(c!), c!);
  yield* taken(stage, a!, b!, c!, stage.codes.pickupGroup);
  return undefined;
}

/** C rings for B; A takes the call by that code. */
function* taken(stage: Stage, a: PortId, b: PortId, c: PortId, code: string): Script {
  yield* stage.dial(a, code);
  yield pause(stage.judge.sheet.services.family === 'na' ? 6_500 : 1_500);
  yield* stage.together(a, b);
  stage.isQuiet(c);
  stage.record(b, { parties: [a, b] });
  stage.record(a);
  yield* stage.goodBye(a, b);
}

function pickupCast(casting: Casting): readonly PortId[] | null {
  const { sheet, dice, me, hasKeys } = casting;
  const group = sheet.services.pickupGroups.find((ports) => ports.includes(me));
  if (group === undefined || group.length < 2 || !hasKeys(me) || !allFree(casting, group)) return null;
  const rung = dice.pick(group.filter((port) => port !== me));
  const caller = some(2)({ ...casting, company: casting.company })
    ?.slice(1)
    .find((p) => !group.includes(p));
  if (caller === undefined) return null;
  return [me, rung, caller, ...group.filter((port) => port !== me && port !== rung)];
}

function huntCast(casting: Casting): readonly PortId[] | null {
  const { sheet, dice, me } = casting;
  const groups = sheet.services.huntGroups.filter(
    ({ members }) => !members.includes(me) && allFree(casting, members),
  );
  return groups.length === 0 ? null : [me, ...dice.pick(groups).members];
}

function* hunt(stage: Stage, ...[a, ...members]: PortId[]): Script<string> {
  const group = stage.judge.sheet.services.huntGroups.find(({ members: all }) =>
    all.every((port, i) => members[i] === port),
  )!;
  yield* stage.dial(a!, group.number);
  const ringing = (): PortId[] => members.filter((port) => stage.phone(port).ringing);
  yield* stage.expect(
    `no member of ${group.number} rings`,
    () => ringing().length > 0,
    stage.judge.bounds.ring,
  );
  yield pause(700);
  const rings = ringing();
  const wrong = group.order === 'all' ? rings.length < members.length : rings.length > 1;
  if (wrong && rings.length > 0)
    yield* stage.expect(`${rings.join(', ')} of ${group.number} ring`, () => false, 0);
  const [answers] = group.order === 'linear' ? members : rings.length > 0 ? rings : members;
  yield* stage.hears(a!, 'ringback');
  if (group.order === 'linear' && rings.length > 0 && rings[0] !== members[0])
    yield* stage.expect(`${rings[0]} of ${group.number} rings first`, () => false, 0);
  yield* stage.answer(answers!);
  yield* stage.together(a!, answers!);
  for (const port of members) if (port !== answers) stage.isQuiet(port);
  stage.record(a!, { parties: [a!, answers!] });
  yield* stage.goodBye(a!, answers!);
  return `hunt group, ${group.order}`;
}

function* room(stage: Stage, ...cast: PortId[]): Script<undefined> {
  const number = stage.judge.sheet.services.rooms[0]!;
  const inside: PortId[] = [];
  for (const port of cast) {
    yield* stage.dial(port, number);
    yield pause(1_500);
    stage.record(port, { joined: inside.length > 0, parties: inside.length > 0 ? [] : cast });
    inside.push(port);
    if (inside.length > 1) yield* stage.together(...inside);
    else yield* stage.waits(port);
  }
  while (inside.length > 2) {
    const [goes] = inside.splice(stage.dice.whole(0, inside.length - 1), 1);
    yield* stage.hangUp(goes!);
    yield* stage.together(...inside);
  }
  for (const port of inside) yield* stage.hangUp(port);
  return undefined;
}

function* page(stage: Stage, ...[a, ...members]: PortId[]): Script<undefined> {
  yield* stage.dial(a!, stage.judge.sheet.services.paging!.number);
  for (const port of members) yield* stage.rings(port);
  for (const port of members) yield* stage.answer(port);
  stage.record(a!, { parties: [a!, ...members] });
  yield* stage.heardBy(a!, members);
  for (const port of members) yield* stage.heardBy(port, []);
  yield* stage.hangUp(a!);
  for (const port of members) yield* stage.hears(port, 'busy');
  for (const port of members) yield* stage.hangUp(port);
  return undefined;
}

export const GROUPS: readonly Scene[] = [
  { name: 'pickup, directed', cast: someWithKeys(3), play: directedPickup },
  { name: 'pickup in the group', cast: pickupCast, play: groupPickup },
  { name: 'hunt group', cast: huntCast, play: hunt },
  {
    name: 'conference room',
    needs: ['room'],
    cast: (casting) => some(casting.dice.whole(2, 4))(casting),
    play: room,
  },
  {
    name: 'paging',
    cast: (casting) => {
      const members = casting.sheet.services.paging?.members ?? [];
      if (members.length === 0 || members.includes(casting.me) || !allFree(casting, members)) return null;
      return [casting.me, ...members];
    },
    play: page,
  },
];
