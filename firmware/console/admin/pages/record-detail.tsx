/** One call: who was in it, how it sounded, and why it went as it went. */

import type { Leg, RecordStory, StoredRecord } from '#web/protocol/records.ts';
import { causeText } from '../../text/sentence.ts';
import { knownKey, type Text, useText } from '../../text/text.tsx';
import { PlainTable } from '../parts/plain-table.tsx';
import { Problem } from '../parts/problem.tsx';
import { dateTime, duration } from '../parts/time.ts';
import { TraceList } from '../parts/trace.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { Link, pathOf } from '../router.tsx';

const sentOnText = (t: Text, sentOn: NonNullable<StoredRecord['sentOn']>): string =>
  sentOn.map(({ number, why }) => `${number || '—'} (${t(`records.sentOn.${why}`)})`).join(', ');

function Facts({ record }: { record: StoredRecord }) {
  const { t, language } = useText();
  const time = (epochMs: number | null): string => (epochMs === null ? '—' : dateTime(epochMs, language));
  const facts: (readonly [string, string])[] = [
    [t('records.kind'), t(`records.kind.${record.kind}`)],
    [t('records.who'), `${record.from || '—'} (${record.fromPort})`],
    [
      t('records.whom'),
      record.to === '' ? '—' : `${record.to}${record.toPort === null ? '' : ` (${record.toPort})`}`,
    ],
    [t('records.dialled'), record.dialled || '—'],
    ...(record.sentOn === undefined ? [] : [[t('records.sentOn'), sentOnText(t, record.sentOn)] as const]),
    [t('records.started'), time(record.startedEpochMs)],
    [t('records.alerted'), time(record.alertedEpochMs)],
    [t('records.answeredAt'), time(record.answeredEpochMs)],
    [t('records.released'), `${time(record.releasedEpochMs)} · ${t(`records.by.${record.releasedBy}`)}`],
    [t('records.talked'), duration(record.talkMs)],
    [t('records.end'), causeText(t, record.cause)],
    ...(record.account === '' ? [] : [[t('records.account'), record.account] as const]),
    ...(record.harassing ? [[t('records.harassing'), t('value.yes')] as const] : []),
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Legs({ legs }: { legs: readonly Leg[] }) {
  const { t } = useText();
  const howText = (how: string): string => {
    const key = knownKey(`records.how.${how}`);
    return key === null ? how : t(key);
  };
  return (
    <div className="table-scroll">
      <PlainTable
        heads={[
          'lines.number',
          'lines.port',
          'records.how',
          'records.trunk',
          'records.sent',
          'records.talked',
        ]}
      >
        {legs.map((leg) => (
          <tr key={`${leg.port} ${leg.startedEpochMs} ${leg.how}`}>
            <td className="mono">{leg.number || '—'}</td>
            <td className="mono">{leg.port}</td>
            <td>
              {howText(leg.how)}
              {leg.by === '' ? null : ` (${leg.by})`}
            </td>
            <td>{leg.trunk ?? '—'}</td>
            <td className="mono">{leg.sent || '—'}</td>
            <td>{duration(leg.talkMs)}</td>
          </tr>
        ))}
      </PlainTable>
    </div>
  );
}

const round = (value: number | null, digits = 1): string => (value === null ? '—' : value.toFixed(digits));
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function Quality({ quality }: { quality: StoredRecord['quality'] }) {
  const heads = [
    'lines.port',
    'quality.mos',
    'quality.level',
    'quality.noise',
    'quality.loss',
    'quality.jitter',
    'quality.delay',
    'quality.echo',
  ] as const;
  return (
    <div className="table-scroll">
      <PlainTable heads={heads}>
        {quality.map((one) => (
          <tr key={one.port}>
            <td className="mono">{one.port}</td>
            <td>{round(one.mos)}</td>
            <td>{round(one.levelDbm0)}</td>
            <td>{round(one.noiseDbm0)}</td>
            <td>{percent(one.lossShare)}</td>
            <td>{round(one.jitterMs)}</td>
            <td>{round(one.delayMs, 0)}</td>
            <td>{round(one.echoReturnLossDb)}</td>
          </tr>
        ))}
      </PlainTable>
    </div>
  );
}

export function RecordDetail({ bootId, call }: { bootId: string; call: string }) {
  const { t } = useText();
  const asked = useAsked<RecordStory>(
    `/api/records/${encodeURIComponent(bootId)}/${encodeURIComponent(call)}`,
  );
  if (asked.error !== null) return <Problem error={asked.error} onAgain={asked.again} />;
  if (asked.value === null) return <p className="pane-empty">{t('admin.loading')}</p>;
  const { record, trace } = asked.value;
  return (
    <div className="stack">
      <p>
        <Link to={pathOf('records')}>{t('records.back')}</Link>
      </p>
      <section className="card">
        <h2>
          {record.from || '?'} → {record.to || record.dialled || '—'}
        </h2>
        <Facts record={record} />
      </section>
      <section className="card">
        <h2>{t('records.legs')}</h2>
        <Legs legs={record.legs} />
      </section>
      {record.quality.length === 0 ? null : (
        <section className="card">
          <h2>{t('records.quality')}</h2>
          <Quality quality={record.quality} />
        </section>
      )}
      <section className="card">
        <h2>{t('story.title')}</h2>
        {trace === null ? (
          <p className="pane-empty">{t('records.noTrace')}</p>
        ) : (
          <TraceList
            lines={trace.map(({ sinceStartMs, port, rule, facts }) => ({
              atMs: sinceStartMs,
              who: port,
              rule,
              facts,
            }))}
          />
        )}
      </section>
    </div>
  );
}
