/** What the exchange refused, in words, and what to do about it. */
import { knownKey, type Text, useText } from '../../text/text.tsx';
import type { Refused } from '../api.ts';

/** By code, else by the kind of refusal. */
export function refusedText(t: Text, error: Refused): string {
  const key = knownKey(`refused.${error.code}`) ?? knownKey(`refused.${error.status}`) ?? 'refused.other';
  return t(key, { seconds: error.retryAfterSeconds || 30 });
}

export function Problem({ error, onAgain }: { error: Refused; onAgain?: () => void }) {
  const { t } = useText();
  return (
    <div className="problem" role="alert">
      <p>{refusedText(t, error)}</p>
      {error.what === '' ? null : (
        <p className="problem-detail" lang="en">
          {error.code} · {error.where}: {error.what}. {error.todo}
        </p>
      )}
      {onAgain === undefined ? null : (
        <button type="button" className="button" onClick={onAgain}>
          {t('admin.again')}
        </button>
      )}
    </div>
  );
}
