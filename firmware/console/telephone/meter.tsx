/** What the earpiece hears: level, frequencies, and the name that the country gives the tone. */
import { Meter as LevelMeter } from 'react-aria-components';
import type { BenchDevice } from '#web/protocol.ts';
import { type Heard, NOTHING_HEARD } from '../audio/ear.ts';
import { SILENCE_DBM0 } from '../audio/spectrum.ts';
import { useSound } from '../bench.tsx';
import { knownKey, type Text, useText } from '../text/text.tsx';

/** Line noise and far echoes: nobody would call it a sound. */
const SILENT_DBM0 = -42;
const BOTTOM_DBM0 = -50;
const TOP_DBM0 = 3;

export function useHeard(device: BenchDevice) {
  return useSound(({ heard }) => heard[device] ?? NOTHING_HEARD);
}

/** The tone's name while one is heard, also in the pauses of its cadence. */
function toneText(t: Text, live: boolean, { name, dbm0 }: Heard): string {
  if (!live) return '';
  const key = name === null ? null : knownKey(`tone.${name}`);
  if (key !== null) return t(key);
  return dbm0 < SILENT_DBM0 ? t('tone.silence') : '';
}

export function Meter({ device, live }: { device: BenchDevice; live: boolean }) {
  const { t } = useText();
  const heard = useHeard(device);
  const quiet = !live || heard.dbm0 <= BOTTOM_DBM0;
  const part = quiet ? 0 : Math.min(1, (heard.dbm0 - BOTTOM_DBM0) / (TOP_DBM0 - BOTTOM_DBM0));
  const level = quiet || heard.dbm0 <= SILENCE_DBM0 ? '' : `${heard.dbm0.toFixed(0).replace('-', '−')} dBm0`;
  const hz = heard.tones.map((one) => Math.round(one)).join('+');
  return (
    <div className="meter">
      <LevelMeter
        className="meter-bar"
        aria-label={t('meter.level')}
        minValue={BOTTOM_DBM0}
        maxValue={TOP_DBM0}
        value={quiet ? BOTTOM_DBM0 : Math.min(TOP_DBM0, Math.round(heard.dbm0))}
        valueLabel={level || t('tone.silence')}
      >
        <span style={{ clipPath: `inset(0 ${(100 - part * 100).toFixed(1)}% 0 0)` }} />
      </LevelMeter>
      <span className="meter-text">
        <span className="meter-tone">{toneText(t, live, heard)}</span>
        <span className="meter-level">{level}</span>
      </span>
      <span className="meter-text">{live && hz !== '' ? `${hz} Hz` : ''}</span>
    </div>
  );
}
