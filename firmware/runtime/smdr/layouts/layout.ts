import type { StoredRecord } from '#ports/database.ts';
import type { SmdrLayoutName } from '#ports/smdr.ts';

/** Local time of the office, as written on paper. */
export interface PaperTime {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}
export type PaperTimeOf = (epochMs: number) => PaperTime;

/** How one kind of printer or billing system wants its calls. */
export interface SmdrLayout {
  readonly name: SmdrLayoutName;
  /** Printed before the first and after every so many lines; null: a stream without pages. */
  readonly page: { readonly lines: number; readonly header: readonly string[] } | null;
  /** One line without its end; never longer than the layout's columns, and of printable ASCII. */
  line(record: StoredRecord, timeOf: PaperTimeOf): string;
}

export const paperTime =
  (offsetMinutes: (epochMs: number) => number): PaperTimeOf =>
  (epochMs) => {
    const at = new Date(epochMs + offsetMinutes(epochMs) * 60_000);
    return {
      ...{ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() },
      ...{ hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() },
    };
  };

/** Zero-padded, at least so many digits. */
export const digits = (value: number, count: number): string => String(value).padStart(count, '0');

/** A control character in a number from outside must not end a line or start a printer's command. */
export const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

/** Exactly `width` columns: cut, or filled at the right. */
export const left = (text: string, width: number): string => plain(text).slice(0, width).padEnd(width);
export const right = (text: string, width: number): string => plain(text).slice(-width).padStart(width);

/** A span in whole seconds, as hours, minutes and seconds; never more than 99:59:59. */
export function spanOf(milliseconds: number): { hours: number; minutes: number; seconds: number } {
  const all = Math.min(Math.max(Math.round(milliseconds / 1_000), 0), 359_999);
  return { hours: Math.floor(all / 3_600), minutes: Math.floor(all / 60) % 60, seconds: all % 60 };
}

export function hoursMinutesSeconds(milliseconds: number): string {
  const { hours, minutes, seconds } = spanOf(milliseconds);
  return `${digits(hours, 2)}:${digits(minutes, 2)}:${digits(seconds, 2)}`;
}
