import type { StoredRecord } from '#ports/database.ts';
import { type CallWords, callWords, trunkNumber } from './call-words.ts';
import { digits, hoursMinutesSeconds, left, type SmdrLayout } from './layout.ts';

/*
 * Mitel SX-200/SX-2000/3300 "SMDR – Recorded Information", external record of 90 columns (from 1):
 * 1 long call, 2–6 mm/dd, 8–12 hh:mm, 15–22 duration, 24–27 calling party, 29 attendant, 31–33 time to answer (s),
 * 35–60 digits dialled, 62 completion, 64–67 second party, 69 transfer or conference, 71–74 third party,
 * 76–87 account code, 88–90 system identifier.
 */

const MINUTE = 60_000;
const SYSTEM = '000';

export const mitel: SmdrLayout = {
  name: 'mitel',
  page: null,
  line: (record, timeOf) => {
    const words = callWords(record);
    const at = timeOf(record.startedEpochMs);
    const trunk = words.trunk === null ? null : `T${digits(trunkNumber(words.trunk) % 1_000, 3)}`;
    const calling = words.direction === 'in' ? (trunk ?? '') : words.extension;
    const second = words.direction === 'out' ? (trunk ?? '') : secondParty(words);
    return (
      `${longCall(record.talkMs)}${digits(at.month, 2)}/${digits(at.day, 2)} ` +
      `${digits(at.hour, 2)}:${digits(at.minute, 2)}  ${hoursMinutesSeconds(record.talkMs)} ` +
      `${left(calling, 4)} ${wasAttendant(record) ? '*' : ' '} ${timeToAnswer(words)} ` +
      `${left(words.number, 26)} ${completion(record)} ${left(second, 4)} ${handing(words)} ` +
      `${left(words.handedTo ?? '', 4)} ${left(record.account, 12)}${SYSTEM}`
    );
  },
};

function longCall(talkMs: number): string {
  if (talkMs < 5 * MINUTE) return ' ';
  if (talkMs < 10 * MINUTE) return '-';
  return talkMs < 30 * MINUTE ? '%' : '+';
}

/** Of a call that was handed on: who had it before. */
const secondParty = ({ direction, number, extension }: CallWords): string =>
  direction === 'internal' ? number : extension;

const wasAttendant = ({ legs }: StoredRecord): boolean => legs.some(({ how }) => how === 'diverted');

/** Seconds; `***` for a call from outside that nobody answered. */
function timeToAnswer({ direction, answered, ringMs }: CallWords): string {
  if (direction !== 'in') return '   ';
  return answered ? digits(Math.min(Math.round(ringMs / 1_000), 999), 3) : '***';
}

/** A answered, B busy, T toll denied, E a number that does not exist, I not completed. */
function completion({ answeredEpochMs, cause }: StoredRecord): string {
  if (answeredEpochMs !== null) return 'A';
  if (cause === 17) return 'B';
  if (cause === 21) return 'T';
  return cause === 1 || cause === 28 ? 'E' : 'I';
}

function handing({ how }: CallWords): string {
  if (how === 'conference') return 'C';
  return how === 'transferred' ? 'T' : ' ';
}
