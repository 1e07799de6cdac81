/** Shifts (班次) of all operators, day by day: who was on duty when, and what was done in that time. */
import { useState } from 'react';
import type { ShiftPage } from '#web/protocol/desk-books.ts';
import { ScrollRegion } from '../../scroll-region.tsx';
import { useText } from '../../text/text.tsx';
import { type Query, withQuery } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Pager } from '../parts/pager.tsx';
import { Problem } from '../parts/problem.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { byDay, type Day, type Shift, share } from './shift-days.ts';

const SHOWN = 200;
const HEADS = [
  ...(['shifts.operator', 'shifts.console', 'shifts.began', 'shifts.ended', 'shifts.answered'] as const),
  ...(['shifts.inTime', 'shifts.mean', 'shifts.p95', 'shifts.transferred', 'shifts.recalled'] as const),
  ...(['shifts.lost', 'shifts.tickets'] as const),
] as const;
const EMPTY = { from: '', to: '', operator: '' };

/** Days of the browser's calendar, both of them counted in. */
const startOf = (day: string): number | undefined =>
  day === '' ? undefined : new Date(`${day}T00:00`).getTime();
function endOf(day: string): number | undefined {
  if (day === '') return undefined;
  const next = new Date(`${day}T00:00`);
  next.setDate(next.getDate() + 1);
  return next.getTime();
}
const queryOf = ({ from, to, operator }: typeof EMPTY): Query => ({
  ...{ from: startOf(from), to: endOf(to) },
  operator: operator
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, ''),
});

const percent = (part: number | null): string => (part === null ? '–' : `${Math.round(part * 100)}%`);

function ShiftRow({ shift }: { shift: Shift }) {
  const { t, language } = useText();
  const { operator, console, beganEpochMs, endedEpochMs, endedBy, to, words, statistics } = shift;
  const { answered } = statistics;
  const clock = (at: number): string =>
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  const seconds = (ms: number): string =>
    answered === 0 ? '–' : t('shifts.seconds', { seconds: (ms / 1_000).toFixed(1) });
  return (
    <tr>
      <th scope="row">{operator}</th>
      <td>{console}</td>
      <td>{clock(beganEpochMs)}</td>
      <td>
        {endedEpochMs === null ? t('shifts.running') : clock(endedEpochMs)}
        {endedBy === '' || endedBy === 'log-out' ? null : (
          <div className="small">{t(`shifts.endedBy.${endedBy}`, { to })}</div>
        )}
        {words === '' ? null : <div className="small">{t('shifts.words', { words })}</div>}
      </td>
      <td>{answered}</td>
      <td>
        {statistics.answeredInThreeRings} ({percent(share(statistics))})
      </td>
      <td className="nowrap">{seconds(statistics.answerMeanMs)}</td>
      <td className="nowrap">{seconds(statistics.answerP95Ms)}</td>
      <td>{statistics.transferred}</td>
      <td>{statistics.recalled}</td>
      <td>{statistics.lost}</td>
      <td>{statistics.tickets}</td>
    </tr>
  );
}

function DayRows({ day: { epochMs, shifts, sum } }: { day: Day }) {
  const { t, language } = useText();
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(epochMs);
  const { answered, transferred, recalled, tickets } = sum;
  const values = { answered, transferred, recalled, tickets, share: percent(share(sum)) };
  return (
    <tbody>
      <tr className="day-row">
        <th scope="rowgroup" colSpan={HEADS.length}>
          {date} <span className="small">{t('shifts.day', values)}</span>
        </th>
      </tr>
      {shifts.map((shift) => (
        <ShiftRow key={shift.id} shift={shift} />
      ))}
    </tbody>
  );
}

export default function Shifts() {
  const { t, language } = useText();
  const [wishes, setWishes] = useState(EMPTY);
  const [before, setBefore] = useState<number | undefined>(undefined);
  const query = queryOf(wishes);
  const asked = useAsked<ShiftPage>(withQuery('/api/shifts', { ...query, limit: SHOWN, before }));
  const set = (name: keyof typeof EMPTY) => (text: string) => {
    setWishes({ ...wishes, [name]: text });
    setBefore(undefined);
  };
  const file = (name: string): string => withQuery(`/api/export/${name}`, { ...query, language });
  const next = asked.value?.next ?? null;
  return (
    <>
      <p className="page-help">{t('shifts.help')}</p>
      <div className="tools filters">
        <TextInput label={t('shifts.from')} type="date" value={wishes.from} onText={set('from')} />
        <TextInput label={t('shifts.to')} type="date" value={wishes.to} onText={set('to')} />
        <TextInput label={t('shifts.operator')} value={wishes.operator} onText={set('operator')} />
      </div>
      <div className="tools">
        <a className="button" href={file('shifts.csv')} download>
          {t('records.csv')}
        </a>
        <a className="button" href={file('shifts.xlsx')} download>
          {t('records.xlsx')}
        </a>
      </div>
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      {asked.value?.shifts.length === 0 ? <p className="pane-empty">{t('shifts.none')}</p> : null}
      {asked.value === null || asked.value.shifts.length === 0 ? null : (
        <ScrollRegion className="table-scroll" label={t('nav.shifts')}>
          <table className="plain-table">
            <thead>
              <tr>
                {HEADS.map((key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            {byDay(asked.value.shifts).map((day) => (
              <DayRows key={day.epochMs} day={day} />
            ))}
          </table>
        </ScrollRegion>
      )}
      <Pager
        onNewest={before === undefined ? null : () => setBefore(undefined)}
        onOlder={next === null ? null : () => setBefore(next)}
      />
    </>
  );
}
