/** Alarms: code, where, what, and what to do about it. */
import './styles/alarms.css';
import type { Alarm } from '#web/protocol.ts';
import { en } from './text/en.ts';
import { alarmKey, useText } from './text/text.tsx';

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The exchange's own words are shown when they say more than the catalogue: a register, a voltage. */
const sameWords = (known: string, what: string): boolean => bare(known) === bare(what);

export function AlarmList({ alarms }: { alarms: readonly Alarm[] }) {
  const { t, language } = useText();
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  return (
    <ul>
      {alarms.map(({ code, where, what, todo, sinceEpochMs }) => {
        const known = alarmKey(code, '');
        const help = alarmKey(code, '.todo');
        return (
          <li key={`${code} ${where}`} className="alarm">
            <span className="alarm-code">{code}</span>
            <span className="alarm-where">{where}</span>
            <time>{time.format(sinceEpochMs)}</time>
            {known === null ? null : <p>{t(known)}</p>}
            {known !== null && sameWords(en[known as keyof typeof en] ?? '', what) ? null : (
              <p className="alarm-detail" lang="en">
                {what}
              </p>
            )}
            <p className="alarm-todo" lang={help === null ? 'en' : undefined}>
              {help === null ? todo : t(help)}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
