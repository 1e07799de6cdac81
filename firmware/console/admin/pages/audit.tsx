/** Who changed what. */
import { useState } from 'react';
import type { AuditEntry, AuditPage } from '#web/protocol/audit.ts';
import { knownKey, useText } from '../../text/text.tsx';
import { withQuery } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { dateTime } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';

const SHOWN = 100;

const factsText = (facts: AuditEntry['facts']): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ');

export default function Audit() {
  const { t, language } = useText();
  const [who, setWho] = useState('');
  const [before, setBefore] = useState<number | undefined>(undefined);
  const asked = useAsked<AuditPage>(withQuery('/api/audit', { who: who.trim(), limit: SHOWN, before }));
  const actionText = (action: string): string => {
    const key = knownKey(`audit.${action}`);
    return key === null ? action : t(key);
  };
  const heads = [
    'versions.when',
    'versions.who',
    'audit.from',
    'audit.action',
    'audit.target',
    'audit.facts',
  ] as const;
  return (
    <>
      <div className="tools filters">
        <TextInput
          label={t('versions.who')}
          value={who}
          onText={(now) => {
            setWho(now);
            setBefore(undefined);
          }}
        />
      </div>
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      <div className="table-scroll">
        <table className="plain-table">
          <thead>
            <tr>
              {heads.map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(asked.value?.entries ?? []).map((one) => (
              <tr key={one.id}>
                <td className="nowrap">{dateTime(one.epochMs, language)}</td>
                <td>{one.who}</td>
                <td className="mono">{one.from}</td>
                <td>{actionText(one.action)}</td>
                <td>{one.target}</td>
                <td className="small">{factsText(one.facts)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="tools">
        {before === undefined ? null : (
          <button type="button" className="button" onClick={() => setBefore(undefined)}>
            {t('list.newest')}
          </button>
        )}
        {asked.value?.next == null ? null : (
          <button type="button" className="button" onClick={() => setBefore(asked.value?.next ?? undefined)}>
            {t('list.older')}
          </button>
        )}
      </div>
    </>
  );
}
