/** The busy lamp of an extension: told by its shape and its words, not by colour alone. */
import { useText } from '../../text/text.tsx';
import type { Lamp } from '../contract.ts';

const SHAPES: Readonly<Record<Lamp, string>> = {
  free: 'M8 3.5a4.5 4.5 0 1 0 .01 0',
  ringing: 'M8 2.5l1.2 3.6H13l-3 2.3 1.1 3.8L8 10l-3.1 2.2L6 8.4 3 6.1h3.8z',
  busy: 'M8 3a5 5 0 1 0 .01 0',
  'do-not-disturb': 'M8 3a5 5 0 1 0 .01 0M5.2 8h5.6',
  absent: 'M10.8 10.8A4.6 4.6 0 1 1 7 3.4a3.8 3.8 0 0 0 3.8 7.4z',
  forwarded: 'M3 8h9M8.8 4.6 12.2 8l-3.4 3.4',
  'out-of-service': 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  unknown: 'M5 8h6',
};

export function LampSign({ lamp, words = true }: { lamp: Lamp; words?: boolean }) {
  const { t } = useText();
  return (
    <span className="op-lamp" data-lamp={lamp}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={SHAPES[lamp]} />
      </svg>
      <span className={words ? undefined : 'visually-hidden'}>{t(`op.lamp.${lamp}`)}</span>
    </span>
  );
}
