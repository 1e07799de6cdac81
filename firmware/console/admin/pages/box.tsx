/** The box as a whole: what runs, another version, everything in one file, as new. */
import { useEffect } from 'react';
import type { Box } from '#web/protocol/box.ts';
import { useText } from '../../text/text.tsx';
import { Backup, Restore } from '../box/backup.tsx';
import { Reset } from '../box/reset.tsx';
import { Restart, Update } from '../box/update.tsx';
import { Version } from '../box/version.tsx';
import { Problem } from '../parts/problem.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { useMay } from '../session.ts';

const ASK_EVERY_MS = 3_000;

export default function ThisBox() {
  const { t } = useText();
  const mayAll = useMay(ADMINISTRATORS);
  const { value: box, error, again } = useAsked<Box>('/api/box');
  useEffect(() => {
    const timer = setInterval(again, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  if (box === null)
    return error === null ? (
      <p className="pane-empty">{t('admin.loading')}</p>
    ) : (
      <Problem error={error} onAgain={again} />
    );
  const busy = box.work?.state === 'running';
  const isBox = box.slots !== null;
  return (
    <div className="stack">
      {error === null ? null : <Problem error={error} onAgain={again} />}
      <Version box={box} />
      {isBox ? <Update busy={busy} onBegun={again} /> : null}
      {isBox ? <Restart busy={busy} /> : null}
      <section className="card" aria-label={t('box.support')}>
        <h2>{t('box.support')}</h2>
        <p className="page-help">{t('box.supportHelp')}</p>
        <a className="button" href="/api/box/support" download>
          {t('box.supportGo')}
        </a>
      </section>
      {mayAll ? <Backup /> : null}
      {mayAll && isBox ? <Restore busy={busy} onBegun={again} /> : null}
      {mayAll && isBox ? <Reset busy={busy} /> : null}
    </div>
  );
}
