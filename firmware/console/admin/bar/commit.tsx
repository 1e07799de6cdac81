/** Bringing the changes into force. */
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useText } from '../../text/text.tsx';
import type { Refused } from '../api.ts';
import { check, commit, useChanges, useDraft } from '../draft/draft.ts';
import { FindingList } from '../parts/findings.tsx';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';

const CONFIRM_MINUTES_USUAL = '10';
const CONFIRM_MINUTES_MAX = 60;

export function ConfirmWish({
  minutes,
  onMinutes,
}: {
  minutes: string | null;
  onMinutes(now: string | null): void;
}) {
  const { t } = useText();
  const id = useId();
  return (
    <div className="confirm-wish">
      <label className="check">
        <input
          type="checkbox"
          checked={minutes !== null}
          onChange={(event) => onMinutes(event.target.checked ? CONFIRM_MINUTES_USUAL : null)}
        />
        {t('commit.confirmed')}
      </label>
      {minutes === null ? null : (
        <label className="minutes" htmlFor={id}>
          <input
            id={id}
            className="input input-number"
            type="number"
            min={1}
            max={CONFIRM_MINUTES_MAX}
            value={minutes}
            onChange={(event) => onMinutes(event.target.value)}
          />
          {t('commit.minutes')}
        </label>
      )}
      <p className="field-help">{t('commit.confirmedHelp')}</p>
    </div>
  );
}

/** Null: commit for good. */
export const minutesOf = (typed: string | null): number | null =>
  typed === null ? null : Math.max(1, Math.min(CONFIRM_MINUTES_MAX, Math.round(Number(typed)) || 1));

export function CommitDialog({ onFindings, onClose }: { onFindings(): void; onClose(): void }) {
  const { t } = useText();
  const changes = useChanges();
  const findings = useDraft((now) => now.findings);
  const checked = useDraft((now) => now.checked);
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<string | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void check();
  }, []);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    void commit(reason.trim(), minutesOf(minutes)).then((answer) => {
      setBusy(false);
      if (!answer.ok) return setError(answer.error);
      say(t('commit.done', { version: answer.value.version.version }));
      onClose();
    });
  };
  return (
    <Sheet title={t('commit.title', { count: changes })} kind="dialog" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t('commit.reason')}
          help={t('commit.reasonHelp')}
          value={reason}
          onText={setReason}
          maxLength={500}
          required
          autoFocus
        />
        <ConfirmWish minutes={minutes} onMinutes={setMinutes} />
        {errors.length > 0 ? (
          <p className="field-problem" role="alert">
            {t('commit.errors', { count: errors.length })}{' '}
            <button type="button" className="button quiet" onClick={onFindings}>
              {t('bar.findings')}
            </button>
          </p>
        ) : null}
        {errors.length === 0 && findings.length > 0 ? (
          <details className="more">
            <summary>{t('commit.warnings', { count: findings.length })}</summary>
            <FindingList findings={findings} onGo={onClose} />
          </details>
        ) : null}
        {error === null ? null : <Problem error={error} />}
        <div className="form-end">
          <button
            type="submit"
            className="button primary"
            disabled={busy || checked === 'asking' || errors.length > 0 || reason.trim() === ''}
          >
            {t('commit.go')}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {t('form.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
