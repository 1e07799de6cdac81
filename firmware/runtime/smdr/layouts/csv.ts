import type { StoredRecord } from '#ports/database.ts';
import { callWords } from './call-words.ts';
import { digits, type PaperTimeOf, plain, type SmdrLayout } from './layout.ts';

/*
 * The columns of Asterisk's cdr_csv (doc/README.cdr, "Fields of the CDR") in its order, with `uniqueid` and
 * `userfield` as its shipped cdr.conf turns them on: texts in quotes, the two durations without.
 */

export const csv: SmdrLayout = {
  name: 'csv',
  page: null,
  line: (record, timeOf) => {
    const words = callWords(record);
    const incoming = words.direction === 'in';
    const source = record.from;
    const destination = incoming ? words.extension : record.dialled;
    const far = words.trunk?.port ?? record.toPort;
    return [
      quoted(record.account),
      quoted(source),
      quoted(destination),
      quoted(record.entity),
      // Caller ID with its text; the record keeps the number alone.
      quoted(source),
      quoted(`Port/${record.fromPort}`),
      quoted(incoming || far === null ? portOf(record) : `Port/${far}`),
      quoted('Dial'),
      quoted(words.number),
      quoted(stamp(record.startedEpochMs, timeOf)),
      quoted(record.answeredEpochMs === null ? '' : stamp(record.answeredEpochMs, timeOf)),
      quoted(stamp(record.releasedEpochMs, timeOf)),
      seconds(record.releasedEpochMs - record.startedEpochMs),
      seconds(record.talkMs),
      quoted(disposition(record)),
      quoted('DOCUMENTATION'),
      quoted(`${Math.floor(record.startedEpochMs / 1_000)}.${record.serial}`),
      quoted(''),
    ].join(',');
  },
};

const quoted = (text: string): string => `"${plain(text).replaceAll('"', '""')}"`;

const portOf = ({ toPort }: StoredRecord): string => (toPort === null ? '' : `Port/${toPort}`);

const seconds = (milliseconds: number): string => String(Math.max(0, Math.round(milliseconds / 1_000)));

function stamp(epochMs: number, timeOf: PaperTimeOf): string {
  const { year, month, day, hour, minute, second } = timeOf(epochMs);
  const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
  return `${date} ${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}`;
}

/** Q.850: 17 busy; 16, 18, 19 rung in vain; 34, 42 and 44 no way through; all else failed. */
function disposition({ answeredEpochMs, cause }: StoredRecord): string {
  if (answeredEpochMs !== null) return 'ANSWERED';
  if (cause === 17) return 'BUSY';
  if ([34, 42, 44].includes(cause)) return 'CONGESTION';
  return [16, 18, 19].includes(cause) ? 'NO ANSWER' : 'FAILED';
}
