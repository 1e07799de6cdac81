import { type CallWords, callWords, trunkNumber } from './call-words.ts';
import { digits, left, type PaperTime, right, type SmdrLayout, spanOf } from './layout.ts';

/*
 * Panasonic KX-TDA/KX-NS Feature Guide, "Station Message Detail Recording", pattern A: 80 digits without call
 * charge. Date 8, time 7, extension 5, CO 2, dial number 25, ring 4, duration 8, account 10, condition 3, one blank
 * between; date and time are those of the end of the call.
 */

const HEADER = [
  `${left('Date', 8)} ${left('Time', 7)} ${left('Ext', 5)} ${left('CO', 2)} ${left('Dial Number', 25)} ` +
    `${left('Ring', 4)} ${left('Duration', 8)} ${left('Acc Code', 10)} ${left('CD', 3)}`,
  '-'.repeat(80),
];
const LINES_PER_PAGE = 60;
/** "00" is shown for trunk numbers over a hundred. */
const TRUNK_MAX = 99;

export const panasonicA: SmdrLayout = {
  name: 'panasonic-a',
  page: { lines: LINES_PER_PAGE, header: HEADER },
  line: (record, timeOf) => {
    const words = callWords(record);
    const at = timeOf(record.releasedEpochMs);
    const trunk = words.trunk === null ? null : trunkNumber(words.trunk);
    return [
      `${digits(at.month, 2)}/${digits(at.day, 2)}/${digits(at.year % 100, 2)}`,
      halfDay(at),
      left(words.extension, 5),
      trunk === null ? '  ' : digits(trunk > TRUNK_MAX ? 0 : trunk, 2),
      left(dialNumber(words), 25),
      words.direction === 'in' ? ring(words.ringMs) : '    ',
      duration(record.talkMs),
      left(record.account, 10),
      left(condition(words), 3),
    ].join(' ');
  },
};

const halfDay = ({ hour, minute }: PaperTime): string =>
  `${digits(hour % 12 === 0 ? 12 : hour % 12, 2)}:${digits(minute, 2)}${hour < 12 ? 'AM' : 'PM'}`;

function dialNumber({ direction, number }: CallWords): string {
  if (direction === 'in') return `<I>${number}`;
  return direction === 'internal' ? `EXT${number}` : number;
}

/** `5'15`: minutes and seconds, at most 9'59. */
function ring(milliseconds: number): string {
  const { minutes, seconds } = spanOf(Math.min(milliseconds, 599_000));
  return right(`${minutes}'${digits(seconds, 2)}`, 4);
}

function duration(milliseconds: number): string {
  const { hours, minutes, seconds } = spanOf(milliseconds);
  return `${digits(hours, 2)}:${digits(minutes, 2)}'${digits(seconds, 2)}`;
}

/** TR transferred, FW forwarded to an exchange line, NA a call from outside that nobody answered. */
function condition({ direction, answered, how }: CallWords): string {
  if (how === 'transferred') return 'TR';
  if (how === 'forwarded' && direction === 'out') return 'FW';
  return direction === 'in' && !answered ? 'NA' : '';
}
