/** The update on a USB stick: what it is is shown before anything is written. */
import { useState } from 'react';
import type { BoxStick } from '#web/protocol/box.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';

const MB = 1_000_000;

/** Nothing to install: no stick, none with an update, or nobody could say which of several. */
function nothing({ sticks, updates }: BoxStick): 'box.stickNone' | 'box.stickEmpty' | 'box.stickSeveral' {
  if (updates.length > 1) return 'box.stickSeveral';
  return sticks === 0 ? 'box.stickNone' : 'box.stickEmpty';
}

function Seen({ stick }: { stick: BoxStick }) {
  const { t } = useText();
  const [first, ...others] = stick.updates;
  if (first === undefined || others.length > 0)
    return (
      <p>
        {t(nothing(stick))} <span className="mono">{stick.updates.map(({ name }) => name).join(', ')}</span>
      </p>
    );
  const megabytes = (first.bytes / MB).toFixed(1);
  return (
    <p>
      <span className="mono">{first.name}</span>{' '}
      {stick.release === null
        ? t('box.stickRefused')
        : t('box.stickRelease', { release: stick.release, megabytes })}{' '}
      <span lang="en">{stick.refused}</span>
    </p>
  );
}

interface Props {
  /** Something is being done that must end first. */
  readonly busy: boolean;
  onBegun(): void;
}

export function StickUpdate({ busy, onBegun }: Props) {
  const { t } = useText();
  const [stick, setStick] = useState<BoxStick | null>(null);
  const [looking, setLooking] = useState(false);
  const [error, setError] = useState<Refused | null>(null);
  const look = async (): Promise<void> => {
    setLooking(true);
    const answer = await ask<BoxStick>('GET', '/api/box/stick');
    setLooking(false);
    setStick(answer.ok ? answer.value : null);
    setError(answer.ok ? null : answer.error);
  };
  const install = async (name: string): Promise<void> => {
    const answer = await ask('POST', '/api/box/stick', { name });
    setError(answer.ok ? null : answer.error);
    if (answer.ok) {
      say(t('box.updating'));
      setStick(null);
    }
    onBegun();
  };
  const good = stick?.release === null ? undefined : stick?.updates[0];
  return (
    <section className="form" aria-label={t('box.stick')}>
      <h3>{t('box.stick')}</h3>
      <div className="form-end">
        <button type="button" className="button" disabled={busy || looking} onClick={() => void look()}>
          {t('box.stickLook')}
        </button>
        {good === undefined ? null : (
          <button
            type="button"
            className="button primary"
            disabled={busy || looking}
            onClick={() => void install(good.name)}
          >
            {t('box.stickGo')}
          </button>
        )}
      </div>
      <output aria-busy={looking}>{stick === null ? null : <Seen stick={stick} />}</output>
      {error === null ? null : <Problem error={error} />}
    </section>
  );
}
