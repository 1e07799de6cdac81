/** Day, night and the other modes of each tenant: as they are now, and by hand. */
import { useState } from 'react';
import type { Mode } from '#web/protocol/call-control.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { MODE_SETTERS } from '../roles.ts';
import { useMay } from '../session.ts';

const MODES = ['day', 'night', 'mode1', 'mode2'] as const;

export default function Modes() {
  const { t } = useText();
  const asked = useAsked<Mode[]>('/api/modes');
  const may = useMay(MODE_SETTERS);
  const [error, setError] = useState<Refused | null>(null);
  const set = async (entity: string, mode: Mode['mode'] | null): Promise<void> => {
    const answer = await ask<Mode[]>('PUT', `/api/modes/${encodeURIComponent(entity)}`, { mode });
    setError(answer.ok ? null : answer.error);
    if (answer.ok) say(mode === null ? t('modes.back') : t('modes.set', { mode: t(`value.${mode}`) }));
    asked.again();
  };
  if (asked.error !== null) return <Problem error={asked.error} onAgain={asked.again} />;
  return (
    <>
      <p className="page-help">{t('modes.help')}</p>
      {error === null ? null : <Problem error={error} />}
      <ul className="modes">
        {(asked.value ?? []).map(({ entity, mode, byHand }) => (
          <li key={entity} className="card">
            <h2>{entity}</h2>
            <p>
              <b>{t(`value.${mode}`)}</b> · {t(byHand ? 'modes.byHand' : 'modes.bySchedule')}
            </p>
            {may ? (
              <fieldset className="tools" aria-label={t('modes.setFor', { entity })}>
                {MODES.map((one) => (
                  <button
                    key={one}
                    type="button"
                    className="button"
                    aria-pressed={byHand && mode === one}
                    onClick={() => void set(entity, one)}
                  >
                    {t(`value.${one}`)}
                  </button>
                ))}
                <button
                  type="button"
                  className="button"
                  aria-pressed={!byHand}
                  onClick={() => void set(entity, null)}
                >
                  {t('modes.schedule')}
                </button>
              </fieldset>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
