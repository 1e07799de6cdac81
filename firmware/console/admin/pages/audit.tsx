/** Who changed what. */
import { useState } from 'react';
import type { AuditEntry, AuditPage } from '#web/protocol/audit.ts';
import { knownKey, useText } from '../../text/text.tsx';
import { withQuery } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Pager } from '../parts/pager.tsx';
import { PlainTable } from '../parts/plain-table.tsx';
import { Problem } from '../parts/problem.tsx';
import { dateTime } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';

const SHOWN = 100;
const HEADS = [
  'versions.when',
  'versions.who',
  'audit.from',
  'audit.action',
  'audit.target',
  'audit.facts',
] as const;

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
  const next = asked.value?.next ?? null;
  const actionText = (action: string): string => {
    const key = knownKey(`audit.${action}`);
    return key === null ? action : t(key);
  };
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
        <PlainTable heads={HEADS}>
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
        </PlainTable>
      </div>
      <Pager
        onNewest={before === undefined ? null : () => setBefore(undefined)}
        onOlder={next === null ? null : () => setBefore(next)}
      />
    </>
  );
}
