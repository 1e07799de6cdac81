/** Every feature code as the telephones can dial it now: the profile's, with the office's changes. */
import type { FeatureCodes } from '#web/protocol/configuration.ts';
import { knownKey, useText } from '../../text/text.tsx';
import { Problem } from '../parts/problem.tsx';
import { useAsked } from '../parts/use-asked.ts';

const DOES = { on: 'codes.on', off: 'codes.off', use: 'codes.use' } as const;

export function CodesInForce() {
  const { t } = useText();
  const asked = useAsked<FeatureCodes>('/api/configuration/feature-codes');
  const feature = (name: string): string => {
    const key = knownKey(`value.${name}`);
    return key === null ? name : t(key);
  };
  if (asked.error !== null) return <Problem error={asked.error} onAgain={asked.again} />;
  return (asked.value ?? []).map(({ entity, codes }) => (
    <section key={entity} aria-label={t('codes.inForce', { entity })}>
      <h2>{t('codes.inForce', { entity })}</h2>
      <div className="table-scroll">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('codes.feature')}</th>
              <th scope="col">{t('codes.does')}</th>
              <th scope="col">{t('codes.dial')}</th>
            </tr>
          </thead>
          <tbody>
            {codes.map((code) => (
              <tr key={code.dial}>
                <th scope="row">{feature(code.feature)}</th>
                <td>{t(DOES[code.does])}</td>
                <td className="mono">{code.dial}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  ));
}
