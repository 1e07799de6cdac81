/** A version that returns by itself unless somebody says that it may stay. */
import { useEffect, useState } from 'react';
import { useText } from '../../text/text.tsx';
import type { Refused } from '../api.ts';
import { confirmVersion, lookForNewer, useDraft } from '../draft/draft.ts';
import { refusedText } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';

const clock = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export function ConfirmBanner() {
  const { t } = useText();
  const newest = useDraft((now) => now.newest);
  const [now, setNow] = useState(() => Date.now());
  const [error, setError] = useState<Refused | null>(null);
  const by = newest?.confirmByEpochMs ?? null;
  useEffect(() => {
    if (by === null) return;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      // It went back: what is in force is another version now.
      if (Date.now() > by + 1_000) void lookForNewer();
    }, 1_000);
    return () => clearInterval(timer);
  }, [by]);
  if (newest === null || by === null) return null;
  const stay = (): void =>
    void confirmVersion(newest.version).then((answer) => {
      setError(answer.ok ? null : answer.error);
      if (answer.ok) say(t('confirm.done', { version: newest.version }));
      void lookForNewer();
    });
  return (
    <div className="banner" data-urgent>
      <span>
        {t('confirm.waits', { version: newest.version })} <b className="countdown">{clock(by - now)}</b>
      </span>
      {error === null ? null : <span role="alert">{refusedText(t, error)}</span>}
      <button type="button" className="button primary" onClick={stay}>
        {t('confirm.stay')}
      </button>
    </div>
  );
}
