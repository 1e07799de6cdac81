/** How the operator wants the page: keys, own keys, sound, look. */
import { type ReactNode, useState } from 'react';
import { Sheet } from '../../admin/parts/sheet.tsx';
import { LanguageSwitch } from '../../brand.tsx';
import { useText } from '../../text/text.tsx';
import { useOperator } from '../context.ts';
import { useSettings } from '../parts/key-cap.tsx';
import { SOUNDS, THEMES } from '../settings.ts';
import { play } from '../sound.ts';
import { KeySettings } from './key-settings.tsx';
import { OwnKeySettings } from './own-key-settings.tsx';
import { Radios } from './radios.tsx';

function Look() {
  const { t } = useText();
  const [{ theme, large }, change] = useSettings();
  return (
    <div className="form">
      <Radios
        label={t('op.theme')}
        value={theme}
        options={THEMES.map((one) => [one, t(`op.theme.${one}`)] as const)}
        onChange={(one) => change({ theme: one })}
      />
      <label className="check">
        <input type="checkbox" checked={large} onChange={({ target }) => change({ large: target.checked })} />
        {t('op.large')}
      </label>
      <div>
        <LanguageSwitch />
      </div>
    </div>
  );
}

function Sound() {
  const { t } = useText();
  const [{ sound, volume, soundDelaySeconds }, change] = useSettings();
  return (
    <div className="form">
      <Radios
        label={t('op.sound')}
        value={sound}
        options={SOUNDS.map((one) => [one, t(`op.sound.${one}`)] as const)}
        onChange={(one) => change({ sound: one })}
      />
      <label className="field">
        <span className="field-label">{t('op.volume')}</span>
        <input
          type="range"
          min={0}
          max={100}
          step={5}
          value={Math.round(volume * 100)}
          onChange={({ target }) => change({ volume: Number(target.value) / 100 })}
          onPointerUp={() => play('ring', volume)}
          onKeyUp={() => play('ring', volume)}
        />
      </label>
      <label className="field">
        <span className="field-label">{t('op.soundDelay')}</span>
        <input
          className="input"
          type="number"
          min={0}
          max={60}
          value={soundDelaySeconds}
          onChange={({ target }) =>
            change({ soundDelaySeconds: Math.max(0, Math.min(60, Number(target.value) || 0)) })
          }
        />
      </label>
    </div>
  );
}

const PARTS: Readonly<Record<'keys' | 'own' | 'sound' | 'look', () => ReactNode>> = {
  keys: KeySettings,
  own: OwnKeySettings,
  sound: Sound,
  look: Look,
};
const NAMES = ['keys', 'own', 'sound', 'look'] as const;

export function Settings() {
  const { t } = useText();
  const { open } = useOperator();
  const [part, setPart] = useState<(typeof NAMES)[number]>('keys');
  const Part = PARTS[part];
  return (
    <Sheet title={t('op.settings')} wide onClose={() => open(null)}>
      <fieldset className="sections" aria-label={t('op.settings')}>
        {NAMES.map((name) => (
          <button
            key={name}
            type="button"
            className="op-section"
            aria-pressed={name === part}
            onClick={() => setPart(name)}
          >
            {t(`op.settings.${name}`)}
          </button>
        ))}
      </fieldset>
      <Part />
      <div className="form-end">
        <button type="button" className="button primary" onClick={() => open(null)}>
          {t('op.done')}
        </button>
      </div>
    </Sheet>
  );
}
