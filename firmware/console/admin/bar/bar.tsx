/** Changes that are not in force: how many, what is wrong with them, and what to do. */
import { useEffect, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { check, discard, lookForNewer, undo, useChanges, useDraft } from '../draft/draft.ts';
import { FindingList } from '../parts/findings.tsx';
import { refusedText } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { CommitDialog } from './commit.tsx';
import { ConfirmBanner } from './confirm.tsx';
import { ConflictBanner } from './conflict.tsx';
import { DifferenceDialog } from './difference.tsx';

type Open = 'findings' | 'difference' | 'commit' | 'discard';
/** How often to look whether somebody else has committed, or a version went back by itself. */
const LOOK_EVERY_MS = 15_000;

function Findings({ onOpen }: { onOpen(): void }) {
  const { t } = useText();
  const findings = useDraft((now) => now.findings);
  const checked = useDraft((now) => now.checked);
  const error = useDraft((now) => now.error);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (error !== null)
    return (
      <span className="bar-findings" data-severity="error">
        {refusedText(t, error)}
      </span>
    );
  if (checked !== 'yes')
    return <span className="bar-findings">{t(checked === 'no' ? 'bar.unchecked' : 'bar.checking')}</span>;
  if (findings.length === 0) return <span className="bar-findings">{t('bar.clean')}</span>;
  return (
    <button
      type="button"
      className="bar-findings"
      data-severity={errors > 0 ? 'error' : 'warning'}
      onClick={onOpen}
    >
      {t('bar.found', { errors, warnings: findings.length - errors })}
    </button>
  );
}

function Dialogs({ open, onOpen }: { open: Open | null; onOpen(next: Open | null): void }) {
  const { t } = useText();
  const findings = useDraft((now) => now.findings);
  const close = (): void => onOpen(null);
  switch (open) {
    case 'findings':
      return (
        <Sheet title={t('bar.findings')} easy onClose={close}>
          {findings.length === 0 ? <p>{t('bar.clean')}</p> : <FindingList findings={findings} onGo={close} />}
        </Sheet>
      );
    case 'difference':
      return <DifferenceDialog onClose={close} />;
    case 'commit':
      return <CommitDialog onFindings={() => onOpen('findings')} onClose={close} />;
    case 'discard':
      return (
        <Sheet title={t('bar.discardTitle')} kind="alertdialog" onClose={close}>
          <p>{t('bar.discardAsk')}</p>
          <div className="form-end">
            <button
              type="button"
              className="button danger"
              onClick={() => {
                discard();
                close();
                say(t('bar.discarded'));
              }}
            >
              {t('bar.discard')}
            </button>
            <button type="button" className="button" onClick={close}>
              {t('form.cancel')}
            </button>
          </div>
        </Sheet>
      );
    case null:
      return null;
  }
}

export default function Bar() {
  const { t } = useText();
  const changes = useChanges();
  const ofText = useDraft((now) => now.text !== null);
  const newer = useDraft((now) => now.newer);
  const [open, setOpen] = useState<Open | null>(null);
  useEffect(() => {
    const timer = setInterval(() => void lookForNewer(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const checkNow = (): void =>
    void check().then((found) => {
      say(t('bar.foundSay', { count: found.length }));
      setOpen('findings');
    });
  return (
    <aside className="bar" aria-label={t('bar.name')}>
      <ConfirmBanner />
      {newer === null || changes === 0 ? null : <ConflictBanner />}
      {changes === 0 ? null : (
        <div className="bar-row">
          <b className="bar-count">{ofText ? t('bar.textChanged') : t('bar.count', { count: changes })}</b>
          <Findings onOpen={() => setOpen('findings')} />
          <span className="bar-tools">
            <button type="button" className="button" onClick={checkNow}>
              {t('bar.check')}
            </button>
            <button type="button" className="button" onClick={() => setOpen('difference')}>
              {t('bar.difference')}
            </button>
            <button type="button" className="button" onClick={undo}>
              {t('bar.undo')}
            </button>
            <button type="button" className="button" onClick={() => setOpen('discard')}>
              {t('bar.discard')}
            </button>
            <button
              type="button"
              className="button primary"
              disabled={newer !== null}
              onClick={() => setOpen('commit')}
            >
              {t('bar.commit')}
            </button>
          </span>
        </div>
      )}
      <Dialogs open={open} onOpen={setOpen} />
    </aside>
  );
}
