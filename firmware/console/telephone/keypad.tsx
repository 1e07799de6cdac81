/** Twelve keys. A tone sounds as long as the key is down. */
import { Button } from 'react-aria-components';
import type { BenchDevice } from '#web/protocol.ts';
import { useBench } from '../bench.tsx';
import { useText } from '../text/text.tsx';

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
/** ITU-T E.161. */
const LETTERS: Readonly<Record<string, string>> = {
  '2': 'ABC',
  '3': 'DEF',
  '4': 'GHI',
  '5': 'JKL',
  '6': 'MNO',
  '7': 'PQRS',
  '8': 'TUV',
  '9': 'WXYZ',
};

interface Props {
  readonly device: BenchDevice;
  readonly down: string | null;
  /** An old telephone: a key sends pulses, as the dial running back would. */
  readonly pulse: boolean;
}

export function Keypad({ device, down, pulse }: Props) {
  const { t } = useText();
  const bench = useBench();
  const keys = bench.keys(device);
  return (
    // Digits are typed on the telephone itself, so that Tab passes twelve keys in one step.
    <fieldset className="keypad" aria-label={t('phone.keypad')}>
      {KEYS.map((key) => (
        <Button
          key={key}
          className="key"
          excludeFromTabOrder
          preventFocusOnPress
          aria-label={key === '*' ? t('phone.key.star') : key === '#' ? t('phone.key.hash') : undefined}
          data-down={down === key || undefined}
          isDisabled={pulse && (key === '*' || key === '#')}
          onPressStart={() => (pulse ? bench.command({ op: 'pulse', device, digit: key }) : keys.down(key))}
          onPressEnd={() => keys.up()}
        >
          <span className="key-digit">{key === '*' ? '✱' : key}</span>
          <span className="key-letters">{LETTERS[key] ?? ''}</span>
        </Button>
      ))}
    </fieldset>
  );
}
