/** Somebody else has committed while changes were made here. */
import { useState } from 'react';
import { useText } from '../../text/text.tsx';
import { discard, putOnTop, useDraft } from '../draft/draft.ts';
import { DiffOfVersions } from '../parts/diff.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';

export function ConflictBanner() {
  const { t } = useText();
  const newer = useDraft((now) => now.newer);
  const current = useDraft((now) => now.current);
  const ofText = useDraft((now) => now.text !== null);
  const [shown, setShown] = useState(false);
  if (newer === null || current === null) return null;
  const onTop = (): void => {
    const lost = putOnTop();
    say(lost === 0 ? t('conflict.kept') : t('conflict.lost', { count: lost }));
  };
  return (
    <div className="banner" role="alert">
      <span>
        {t('conflict.what', { version: newer.version })} {ofText ? t('conflict.text') : null}
      </span>
      <button type="button" className="button" onClick={() => setShown(true)}>
        {t('conflict.see')}
      </button>
      <button type="button" className="button primary" onClick={onTop}>
        {t('conflict.onTop')}
      </button>
      <button type="button" className="button" onClick={discard}>
        {t('conflict.drop')}
      </button>
      {shown ? (
        <Sheet title={t('conflict.see')} wide easy onClose={() => setShown(false)}>
          <DiffOfVersions from={current.version} to={newer.version} />
        </Sheet>
      ) : null}
    </div>
  );
}
