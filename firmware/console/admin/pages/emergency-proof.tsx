/** Every extension calls every emergency number, in every mode and with each exchange line down in turn. */

import { useState } from 'react';
import type { Proof } from '#web/protocol/configuration.ts';
import { knownKey, useText } from '../../text/text.tsx';
import { type Answer, ask } from '../api.ts';
import { changeNow } from '../draft/draft.ts';
import { PlainTable } from '../parts/plain-table.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';

function Result({ proof }: { proof: Proof }) {
  const { t } = useText();
  const modeText = (mode: string): string => {
    const key = knownKey(`value.${mode}`);
    return key === null ? mode : t(key);
  };
  if (proof.failures.length === 0) {
    return (
      <p className="proof" data-good>
        {t('proof.good', { calls: proof.calls, seconds: (proof.ms / 1000).toFixed(1) })}
      </p>
    );
  }
  return (
    <div role="alert">
      <p className="proof">{t('proof.bad', { calls: proof.calls, failures: proof.failures.length })}</p>
      <PlainTable heads={['proof.extension', 'proof.number', 'proof.mode', 'proof.without']}>
        {proof.failures.map(({ extension, number, mode, without }) => (
          <tr key={`${extension} ${number} ${mode} ${without}`}>
            <td className="mono">{extension}</td>
            <td className="mono">{number}</td>
            <td>{modeText(mode)}</td>
            <td>{without ?? '—'}</td>
          </tr>
        ))}
      </PlainTable>
    </div>
  );
}

export function EmergencyProof() {
  const { t } = useText();
  const [answer, setAnswer] = useState<Answer<Proof> | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    const change = await changeNow();
    const found = await ask<Proof>(
      'POST',
      '/api/configuration/emergency-proof',
      change === null ? {} : { change },
    );
    setBusy(false);
    setAnswer(found);
    if (found.ok)
      say(
        found.value.failures.length === 0
          ? t('proof.goodSay')
          : t('proof.badSay', { count: found.value.failures.length }),
      );
  };
  return (
    <section className="card" aria-label={t('proof.title')}>
      <h2>{t('proof.title')}</h2>
      <p className="page-help">{t('proof.help')}</p>
      <button type="button" className="button" disabled={busy} onClick={() => void run()}>
        {t(busy ? 'proof.busy' : 'proof.go')}
      </button>
      {answer?.ok === false ? <Problem error={answer.error} /> : null}
      {answer?.ok ? <Result proof={answer.value} /> : null}
    </section>
  );
}
