import { callWords, trunkNumber } from './call-words.ts';
import { digits, hoursMinutesSeconds, left, right, type SmdrLayout } from './layout.ts';

/*
 * PhoneSuite Console User's Manual, "Outgoing SMDR Messages" and "Incoming SMDR Messages" (columns from 1):
 * 1–4 extension, 6–7 trunk, 9–16 date, 18–25 time, 27–34 duration; outgoing 36–61 digits and 63–74 account code;
 * incoming 36–43 time that it rang.
 */

export const phonesuite: SmdrLayout = {
  name: 'phonesuite',
  page: null,
  line: (record, timeOf) => {
    const words = callWords(record);
    const at = timeOf(record.startedEpochMs);
    const trunk = words.trunk === null ? '' : digits(trunkNumber(words.trunk) % 100, 2);
    const call =
      `${right(words.extension, 4)} ${left(trunk, 2)} ` +
      `${digits(at.month, 2)}/${digits(at.day, 2)}/${digits(at.year % 100, 2)} ` +
      `${digits(at.hour, 2)}:${digits(at.minute, 2)}:${digits(at.second, 2)} ${hoursMinutesSeconds(record.talkMs)} `;
    return words.direction === 'in'
      ? call + hoursMinutesSeconds(words.ringMs)
      : `${call}${left(words.number, 26)} ${left(record.account, 12)}`.trimEnd();
  },
};
