/** Times as people of each language write them. */

export const dateTime = (epochMs: number, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(epochMs);

/** `1:05:09`, `0:07`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Of a `datetime-local` input, in the time zone of the browser; undefined when it is empty. */
export function epochOf(local: string): number | undefined {
  const ms = new Date(local).getTime();
  return local === '' || Number.isNaN(ms) ? undefined : ms;
}

/** For a `datetime-local` input. */
export function localText(epochMs: number): string {
  const at = new Date(epochMs - new Date(epochMs).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 16);
}
