/** What the changes do to the text of the office. */
import { useEffect, useState } from 'react';
import type { Diff } from '#web/protocol/configuration.ts';
import { useText } from '../../text/text.tsx';
import type { Answer } from '../api.ts';
import { difference } from '../draft/draft.ts';
import { DiffText } from '../parts/diff.tsx';
import { Problem } from '../parts/problem.tsx';
import { Sheet } from '../parts/sheet.tsx';

export function DifferenceDialog({ onClose }: { onClose(): void }) {
  const { t } = useText();
  const [answer, setAnswer] = useState<Answer<Diff> | null>(null);
  useEffect(() => {
    void difference().then(setAnswer);
  }, []);
  return (
    <Sheet title={t('bar.difference')} wide easy onClose={onClose}>
      {answer === null ? <p>{t('admin.loading')}</p> : null}
      {answer?.ok === false ? <Problem error={answer.error} /> : null}
      {answer?.ok ? <DiffText diff={answer.value.diff} /> : null}
    </Sheet>
  );
}
