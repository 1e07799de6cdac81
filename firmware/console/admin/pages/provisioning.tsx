/** Telephones that fetch their settings: when they last did, the address to type in, a new secret, and "set up again". */
import { useEffect, useState } from 'react';
import type { ProvisionedPhone, ProvisioningAccess, ProvisioningStatus } from '#web/protocol/provisioning.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { CopyField } from '../parts/copy-field.tsx';
import { PlainTable } from '../parts/plain-table.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { dateTime } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';

const ASK_EVERY_MS = 5_000;
const HEADS = ['sip.extension', 'provisioning.telephone', 'provisioning.last', 'versions.acts'] as const;

/** Where each maker has its field for the address. */
const WHERE = {
  yealink: 'provisioning.where.yealink',
  grandstream: 'provisioning.where.grandstream',
  fanvil: 'provisioning.where.fanvil',
  snom: 'provisioning.where.snom',
} as const;
/** What a button says, and what it says to who cannot see in which row it stands. */
const BUTTONS = {
  make: ['provisioning.make', 'provisioning.makeOf'],
  show: ['provisioning.show', 'provisioning.showOf'],
  renew: ['provisioning.renew', 'provisioning.renewOf'],
  again: ['provisioning.again', 'provisioning.againOf'],
} as const;

/** `001565abcdef` as it is on the label. */
const written = (mac: string): string => (mac.toUpperCase().match(/../g) ?? []).join(':');

interface Shown {
  readonly phone: ProvisionedPhone;
  readonly access: ProvisioningAccess;
}

/** What is typed into the telephone. Closed, it is gone from the page. */
function AddressSheet({ phone, access, onClose }: Shown & { onClose(): void }) {
  const { t } = useText();
  return (
    <Sheet
      title={t('provisioning.addressOf', { extension: phone.extension })}
      kind="dialog"
      onClose={onClose}
    >
      <p>{t(WHERE[phone.maker])}</p>
      <CopyField
        label={t('provisioning.address')}
        value={`${location.origin}${access.path}`}
        help={t('provisioning.dhcp', { mac: written(phone.mac) })}
      />
      <CopyField
        label={t('provisioning.adminPassword')}
        value={access.adminPassword}
        help={t('provisioning.secretHelp')}
      />
      <div className="form-end">
        <button type="button" className="button primary" onClick={onClose}>
          {t('form.close')}
        </button>
      </div>
    </Sheet>
  );
}

function Renew({ phone, onYes, onNo }: { phone: ProvisionedPhone; onYes(): void; onNo(): void }) {
  const { t } = useText();
  return (
    <Sheet
      title={t('provisioning.renewOf', { extension: phone.extension })}
      kind="alertdialog"
      onClose={onNo}
    >
      <p>{t('provisioning.renewHelp')}</p>
      <div className="form-end">
        <button type="button" className="button primary" onClick={onYes}>
          {t('provisioning.renew')}
        </button>
        <button type="button" className="button" onClick={onNo}>
          {t('form.cancel')}
        </button>
      </div>
    </Sheet>
  );
}

function LastFetch({ phone: { ready, last, current } }: { phone: ProvisionedPhone }) {
  const { t, language } = useText();
  if (last === null) return <>{t(ready ? 'provisioning.never' : 'provisioning.noSecret')}</>;
  return (
    <>
      <div>
        {dateTime(last.epochMs, language)} · <span className="mono">{last.from}</span>
      </div>
      <div className="mono">{last.file}</div>
      <div>{t(current === true ? 'provisioning.current' : 'provisioning.old')}</div>
    </>
  );
}

interface Acts {
  show(phone: ProvisionedPhone): void;
  renew(phone: ProvisionedPhone): void;
  again(phone: ProvisionedPhone): void;
}

function Row({ phone, acts }: { phone: ProvisionedPhone; acts: Acts }) {
  const { t } = useText();
  const { extension, name, maker, mac, ready, contacts } = phone;
  const button = (what: keyof typeof BUTTONS, act: (phone: ProvisionedPhone) => void) => (
    <button
      type="button"
      className="button"
      aria-label={t(BUTTONS[what][1], { extension })}
      onClick={() => act(phone)}
    >
      {t(BUTTONS[what][0])}
    </button>
  );
  return (
    <tr data-health={ready ? 'in-service' : 'unreachable'}>
      <th scope="row">
        <b className="mono">{extension}</b> {name}
      </th>
      <td>
        {t(`value.${maker}`)} <span className="mono">{written(mac)}</span>
      </td>
      <td>
        <LastFetch phone={phone} />
      </td>
      <td>
        <div className="tools">
          {ready ? button('show', acts.show) : button('make', acts.renew)}
          {ready ? button('renew', acts.renew) : null}
          {ready && contacts > 0 ? button('again', acts.again) : null}
        </div>
      </td>
    </tr>
  );
}

/** Telephones of the office that have a MAC address. */
export function ProvisionedPhones() {
  const { t } = useText();
  const { value, error: unknown, again } = useAsked<ProvisioningStatus>('/api/sip/provisioning');
  const [shown, setShown] = useState<Shown | null>(null);
  const [renewing, setRenewing] = useState<ProvisionedPhone | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  useEffect(() => {
    const timer = setInterval(again, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  const of = (phone: ProvisionedPhone, what: string): string =>
    `/api/sip/provisioning/${encodeURIComponent(phone.extension)}/${what}`;
  const open = async (phone: ProvisionedPhone, what: 'address' | 'secret'): Promise<void> => {
    setRenewing(null);
    const answer = await ask<ProvisioningAccess>('POST', of(phone, what));
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setShown({ phone, access: answer.value });
    again();
  };
  const setUpAgain = async (phone: ProvisionedPhone): Promise<void> => {
    const answer = await ask('POST', of(phone, 'set-up-again'));
    setError(answer.ok ? null : answer.error);
    if (answer.ok) say(t('provisioning.asked', { extension: phone.extension }));
    again();
  };
  const acts: Acts = {
    show: (phone) => void open(phone, 'address'),
    // The first one takes nothing away from anybody.
    renew: (phone) => (phone.ready ? setRenewing(phone) : void open(phone, 'secret')),
    again: (phone) => void setUpAgain(phone),
  };
  if (value === null) return unknown === null ? null : <Problem error={unknown} onAgain={again} />;
  return (
    <>
      <p className="page-help">{t('provisioning.help')}</p>
      {value.secure ? null : <p className="problem-detail">{t('provisioning.plain')}</p>}
      {error === null ? null : <Problem error={error} />}
      {value.phones.length === 0 ? (
        <p className="pane-empty">{t('provisioning.none')}</p>
      ) : (
        <div className="table-scroll">
          <PlainTable heads={HEADS}>
            {value.phones.map((phone) => (
              <Row key={phone.mac} phone={phone} acts={acts} />
            ))}
          </PlainTable>
        </div>
      )}
      {value.refused === 0 ? null : (
        <p className="page-help">{t('provisioning.refused', { count: value.refused })}</p>
      )}
      {shown === null ? null : <AddressSheet {...shown} onClose={() => setShown(null)} />}
      {renewing === null ? null : (
        <Renew phone={renewing} onYes={() => void open(renewing, 'secret')} onNo={() => setRenewing(null)} />
      )}
    </>
  );
}
