/** The history of the office: who, when, why; text, difference, and the way back. */
import { type FormEvent, useState } from 'react';
import type { Committed, Version, VersionText } from '#web/protocol/configuration.ts';
import { ScrollRegion } from '../../scroll-region.tsx';
import { useText } from '../../text/text.tsx';
import { ask, type Refused, withQuery } from '../api.ts';
import { ConfirmWish, minutesOf } from '../bar/commit.tsx';
import { lookForNewer } from '../draft/draft.ts';
import { DiffOfVersions } from '../parts/diff.tsx';
import { TextInput } from '../parts/input.tsx';
import { Pager } from '../parts/pager.tsx';
import { PlainTable } from '../parts/plain-table.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { dateTime } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';

const SHOWN = 50;
const HEADS = ['versions.number', 'versions.when', 'versions.who', 'commit.reason', 'versions.acts'] as const;

function RollBack({ version, onClose }: { version: Version; onClose(done: boolean): void }) {
  const { t } = useText();
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<string | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const confirmMinutes = minutesOf(minutes);
    const answer = await ask<Committed>('POST', `/api/configuration/versions/${version.version}/roll-back`, {
      reason: reason.trim(),
      ...(confirmMinutes === null ? {} : { confirmMinutes }),
    });
    if (!answer.ok) return setError(answer.error);
    say(t('versions.back', { version: version.version }));
    await lookForNewer();
    onClose(true);
  };
  return (
    <Sheet
      title={t('versions.backTitle', { version: version.version })}
      kind="dialog"
      onClose={() => onClose(false)}
    >
      <form className="form" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('commit.reason')}
          value={reason}
          onText={setReason}
          maxLength={500}
          required
          autoFocus
        />
        <ConfirmWish minutes={minutes} onMinutes={setMinutes} />
        {error === null ? null : <Problem error={error} />}
        <div className="form-end">
          <button type="submit" className="button primary" disabled={reason.trim() === ''}>
            {t('versions.goBack')}
          </button>
          <button type="button" className="button" onClick={() => onClose(false)}>
            {t('form.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function TextOf({ version }: { version: number }) {
  const { t } = useText();
  const asked = useAsked<VersionText>(`/api/configuration/versions/${version}`);
  if (asked.error !== null) return <Problem error={asked.error} onAgain={asked.again} />;
  if (asked.value === null) return <p>{t('admin.loading')}</p>;
  return (
    <ScrollRegion className="diff" label={t('versions.text')}>
      <pre>{asked.value.text}</pre>
    </ScrollRegion>
  );
}

type Open = { readonly what: 'text' | 'diff' | 'back'; readonly version: Version };

function Opened({ open, newest, onClose }: { open: Open; newest: number; onClose(done: boolean): void }) {
  const { t } = useText();
  const { version } = open.version;
  if (open.what === 'back') return <RollBack version={open.version} onClose={onClose} />;
  const title =
    open.what === 'text' ? t('versions.textOf', { version }) : t('versions.diffOf', { version, newest });
  return (
    <Sheet title={title} wide easy onClose={() => onClose(false)}>
      {open.what === 'text' ? <TextOf version={version} /> : <DiffOfVersions from={version} to={newest} />}
    </Sheet>
  );
}

function VersionRow({ one, newest, onOpen }: { one: Version; newest: number; onOpen(open: Open): void }) {
  const { t, language } = useText();
  const button = (what: Open['what'], text: string) => (
    <button
      type="button"
      className="button quiet"
      aria-label={t('versions.act', { act: text, version: one.version })}
      onClick={() => onOpen({ what, version: one })}
    >
      {text}
    </button>
  );
  return (
    <tr>
      <th scope="row" className="mono">
        {one.version}
      </th>
      <td>{dateTime(one.epochMs, language)}</td>
      <td>{one.author}</td>
      <td>
        {one.reason}
        {one.rolledBackTo === null ? null : <i> {t('versions.of', { version: one.rolledBackTo })}</i>}
        {one.confirmByEpochMs === null ? null : <b> {t('versions.waits')}</b>}
      </td>
      <td>
        <span className="row-tools">
          {button('text', t('versions.text'))}
          {one.version === newest ? null : button('diff', t('versions.diff'))}
          {one.version === newest ? null : button('back', t('versions.goBack'))}
        </span>
      </td>
    </tr>
  );
}

export default function Versions() {
  const [before, setBefore] = useState<number | undefined>(undefined);
  const asked = useAsked<Version[]>(withQuery('/api/configuration/versions', { limit: SHOWN, before }));
  const top = useAsked<Version[]>(withQuery('/api/configuration/versions', { limit: 1 }));
  const [open, setOpen] = useState<Open | null>(null);
  const newest = top.value?.[0]?.version ?? 0;
  if (asked.error !== null) return <Problem error={asked.error} onAgain={asked.again} />;
  const shown = asked.value ?? [];
  const close = (done: boolean): void => {
    setOpen(null);
    if (!done) return;
    top.again();
    asked.again();
  };
  return (
    <>
      <div className="table-scroll">
        <PlainTable heads={HEADS}>
          {shown.map((one) => (
            <VersionRow key={one.version} one={one} newest={newest} onOpen={setOpen} />
          ))}
        </PlainTable>
      </div>
      <Pager
        onNewest={before === undefined ? null : () => setBefore(undefined)}
        onOlder={shown.length < SHOWN ? null : () => setBefore(shown.at(-1)?.version)}
      />
      {open === null ? null : <Opened open={open} newest={newest} onClose={close} />}
    </>
  );
}
