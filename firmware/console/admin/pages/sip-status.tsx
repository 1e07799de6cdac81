/** SIP as it is now: who is registered and from where, which trunks are up, who is not listened to. */
import { type ReactNode, useEffect, useState } from 'react';
import type { SipStatus } from '#web/protocol/sip.ts';
import { knownKey, useText } from '../../text/text.tsx';
import { ask } from '../api.ts';
import { Problem } from '../parts/problem.tsx';
import { dateTime } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { useMay } from '../session.ts';
import { ProvisionedPhones } from './provisioning.tsx';
import { TestCallSheet } from './sip-test.tsx';

const ASK_EVERY_MS = 5_000;

function Devices({ devices }: Pick<SipStatus, 'devices'>) {
  const { t } = useText();
  if (devices.length === 0) return <p className="pane-empty">{t('sip.noDevices')}</p>;
  const heads = ['sip.extension', 'sip.user', 'sip.contact', 'sip.agent', 'sip.expires'] as const;
  return (
    <Table heads={heads.map((key) => t(key))}>
      {devices.map(({ extension, user, name, contacts }) => (
        <tr key={user} data-health={contacts.length > 0 ? 'in-service' : 'unreachable'}>
          <th scope="row">
            <b className="mono">{extension}</b> {name}
          </th>
          <td className="mono">{user}</td>
          <td className="mono">
            {contacts.length === 0 ? t('sip.notRegistered') : null}
            {contacts.map(({ address, behindNat }) => (
              <div key={address}>
                {address} {behindNat ? t('sip.nat') : ''}
              </div>
            ))}
          </td>
          <td>{contacts.map(({ userAgent }) => userAgent).join(', ')}</td>
          <td>
            {contacts.map(({ address, expiresInMs }) => (
              <div key={address}>{t('sip.seconds', { seconds: Math.round(expiresInMs / 1_000) })}</div>
            ))}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Trunks({ trunks }: Pick<SipStatus, 'trunks'>) {
  const { t, language } = useText();
  const mayTest = useMay(ADMINISTRATORS);
  const [tested, setTested] = useState<string | null>(null);
  if (trunks.length === 0) return <p className="pane-empty">{t('sip.noTrunks')}</p>;
  const heads = ['sip.trunk', 'sip.state', 'sip.why', 'sip.since'] as const;
  return (
    <>
      <Table heads={[...heads.map((key) => t(key)), ...(mayTest ? [t('sip.test')] : [])]}>
        {trunks.map(({ id, state, why, sinceEpochMs }) => (
          <tr key={id} data-health={state === 'up' ? 'in-service' : 'fault'}>
            <th scope="row">{id}</th>
            <td>{t(knownKey(`sip.state.${state}`)!)}</td>
            <td lang="en">{why}</td>
            <td>{dateTime(sinceEpochMs, language)}</td>
            {mayTest ? (
              <td>
                <button
                  type="button"
                  className="button"
                  aria-label={t('sip.test.of', { trunk: id })}
                  onClick={() => setTested(id)}
                >
                  {t('sip.test')}
                </button>
              </td>
            ) : null}
          </tr>
        ))}
      </Table>
      {tested === null ? null : <TestCallSheet trunk={tested} onClose={() => setTested(null)} />}
    </>
  );
}

function Bans({ bans, onLifted }: Pick<SipStatus, 'bans'> & { onLifted(): void }) {
  const { t, language } = useText();
  if (bans.length === 0) return <p className="pane-empty">{t('sip.noBans')}</p>;
  const lift = (who: string): void =>
    void ask('DELETE', `/api/sip/bans/${encodeURIComponent(who)}`).then(onLifted);
  const heads = ['sip.who', 'sip.until', 'sip.times'] as const;
  return (
    <Table heads={[...heads.map((key) => t(key)), '']}>
      {bans.map(({ who, kind, untilEpochMs, bans: times }) => (
        <tr key={`${kind} ${who}`}>
          <th scope="row">
            <span className="mono">{who}</span> {t(knownKey(`sip.ban.${kind}`)!)}
          </th>
          <td>{dateTime(untilEpochMs, language)}</td>
          <td>{times}</td>
          <td>
            <button type="button" className="button" onClick={() => lift(who)}>
              {t('sip.lift')}
            </button>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Table({ heads, children }: { heads: readonly string[]; children: ReactNode }) {
  return (
    <div className="table-scroll">
      <table className="plain-table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export default function SipNow() {
  const { t } = useText();
  const { value, error, again } = useAsked<SipStatus>('/api/sip');
  useEffect(() => {
    const timer = setInterval(again, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  if (value === null)
    return error === null ? (
      <p className="pane-empty">{t('admin.loading')}</p>
    ) : (
      <Problem error={error} onAgain={again} />
    );
  const { listeners, faults, devices, trunks, bans } = value;
  return (
    <>
      <p className="page-help">
        {listeners.length === 0 ? t('sip.silent') : t('sip.heard', { places: listeners.join(', ') })}
      </p>
      {faults.map(({ code, where, what }) => (
        <p key={`${code} ${where}`} className="problem-detail" lang="en">
          {code} {where}: {what}
        </p>
      ))}
      <h2>{t('sip.devices')}</h2>
      <Devices devices={devices} />
      <h2>{t('provisioning.title')}</h2>
      <ProvisionedPhones />
      <h2>{t('sip.trunks')}</h2>
      <Trunks trunks={trunks} />
      <h2>{t('sip.bans')}</h2>
      <Bans bans={bans} onLifted={again} />
    </>
  );
}
