import type { PortId } from '#units/ids.ts';
import { pause, type Script } from '../script.ts';
import type { Sheet } from '../sheet.ts';
import { SceneFailure, type Stage } from '../stage.ts';
import type { Casting, Scene } from './scene.ts';

/*
 * Somebody who talks with the outside calls outside once more. The house says how many such calls one telephone may have
 * at a time: the second goes out, or is refused and the first goes on.
 */

/** Number without end, an exchange line's dial tone, and its own way of dialling. */
const DIALLED_MS = 45_000;
/** Who may be held has answered: that is known at once, or by the end of the ringback. */
const BY_EAR_MS = 20_000;
/** A refusal is said by then. */
const REFUSED_MS = 12_000;

/** All lines of a group of several. */
function linesOf({ sheet, dice, company }: Casting): readonly PortId[] | null {
  if (sheet.dear === null) return null;
  const groups = sheet.groups
    .map(({ id }) => sheet.lines.filter(({ group }) => group === id))
    .filter(({ length }) => length > 1)
    .map((lines) => lines.map(({ port }) => port))
    .filter((ports) => ports.every((port) => company.free(port)));
  return groups.length === 0 ? null : dice.pick(groups);
}

const prefixOf = ({ groups, lines }: Sheet, line: PortId): string =>
  groups.find(({ id }) => id === lines.find(({ port }) => port === line)!.group)!.prefix;

/** The line on which a number was dialled. */
const carrierOf = (stage: Stage, lines: readonly PortId[], number: string): PortId | null =>
  lines.find((port) => stage.line(port).state === 'ringing-out' && stage.line(port).dialled === number) ??
  null;

/** Whoever was called outside answers. */
function* answers(stage: Stage, lines: readonly PortId[], number: string): Script<PortId> {
  // Others may have taken the lines meanwhile: nothing can be expected then.
  const isTaken = (): boolean =>
    lines.every((port) => stage.line(port).seized && !number.startsWith(stage.line(port).dialled));
  yield* stage.expect(
    `${number} is not called`,
    () => carrierOf(stage, lines, number) !== null || isTaken(),
    DIALLED_MS,
  );
  const line = carrierOf(stage, lines, number);
  if (line === null) throw new SceneFailure('');
  yield pause(stage.dice.whole(1_000, 4_000));
  stage.line(line).farAnswers();
  stage.judge.look(line);
  const { answer } = stage.judge.sheet.lines.find(({ port }) => port === line)!;
  yield pause(answer === 'polarity' ? 600 : BY_EAR_MS);
  return line;
}

function* play(stage: Stage, ...[me, ...lines]: PortId[]): Script<string> {
  const { sheet } = stage.judge;
  const prefix = prefixOf(sheet, lines[0]!);
  const number = (): string => String(stage.dice.whole(20_000_000, 79_999_999));
  // Whose record is whose, when others take these lines too, nobody here can tell.
  stage.countsNothing();
  const first = number();
  yield* stage.dial(me!, prefix + first);
  const line = yield* answers(stage, lines, first);
  yield* stage.together(me!, line);
  yield* stage.flash(me!);
  yield* stage.waits(line);
  const second = number();
  yield* stage.keys(me!, prefix + second);
  if (sheet.dear!.linesEachMax > 1) {
    const other = yield* answers(
      stage,
      lines.filter((port) => port !== line),
      second,
    );
    yield* stage.together(me!, other);
    yield* stage.waits(line);
    return 'a second call outside';
  }
  yield pause(REFUSED_MS);
  if (lines.some((port) => stage.line(port).dialled === second))
    throw new SceneFailure(`${me} has one call outside too many`);
  yield* stage.flash(me!);
  yield* stage.together(me!, line);
  return 'a second call outside, refused';
}

/** For houses that say how many calls outside one telephone may have. */
export const SECOND_LINE: Scene = {
  name: 'a second call outside',
  cast: (casting) => {
    const lines = linesOf(casting);
    return lines === null ? null : [casting.me, ...lines];
  },
  play,
};
