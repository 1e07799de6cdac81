/** One telephone: handset, bell, lamp, display, keys. All of it works by mouse, touch and keyboard. */
import { type KeyboardEvent, memo, useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { BenchPhone } from '#web/protocol.ts';
import { useBench, useLine, useView } from '../bench.tsx';
import { Icon } from '../icon.tsx';
import { useText } from '../text/text.tsx';
import { Display } from './display.tsx';
import { Bell, Handset } from './handset.tsx';
import { Keypad } from './keypad.tsx';
import { Meter } from './meter.tsx';
import { Voice } from './voice.tsx';

/** Body colours; each telephone of a card has its own. */
const SHELLS = 8;

const position = (port: string): number => Number(port.split('/')[1] ?? 1);

/** Keys that the whole telephone understands while it has the focus. */
function useTelephoneKeys(phone: BenchPhone, pulse: boolean) {
  const bench = useBench();
  const keys = bench.keys(phone.device);
  const [down, setDown] = useState<string | null>(null);
  const { device } = phone;
  const hook = () => bench.command({ op: phone.offHook ? 'hangUp' : 'lift', device });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.nativeEvent.isComposing)
      return;
    const { key } = event;
    const onItself = event.target === event.currentTarget;
    if (/^[0-9*#]$/.test(key)) {
      setDown(key);
      if (!pulse) keys.down(key);
      else if (/[0-9]/.test(key)) bench.command({ op: 'pulse', device, digit: key });
    } else if (key.toLowerCase() === 'h') bench.command({ op: 'hangUp', device });
    else if (key.toLowerCase() === 'f') bench.command({ op: 'flash', device });
    else if (onItself && (key === 'Enter' || key === ' ')) hook();
    else if (onItself && (key === 'ArrowRight' || key === 'ArrowLeft')) {
      focusNeighbour(event.currentTarget, key === 'ArrowRight' ? 1 : -1);
    } else return;
    event.preventDefault();
  };
  const onKeyUp = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== down) return;
    setDown(null);
    keys.up();
  };
  return { down, hook, onKeyDown, onKeyUp };
}

function focusNeighbour(from: Element, step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>('.telephone')];
  all[(all.indexOf(from as HTMLElement) + step + all.length) % all.length]?.focus();
}

export const Telephone = memo(function Telephone({ phone }: { phone: BenchPhone }) {
  const { t } = useText();
  const bench = useBench();
  const line = useLine(phone.port);
  const shown = useView((view) => view.port === phone.port);
  const [pulse, setPulse] = useState(false);
  const { down, hook, onKeyDown, onKeyUp } = useTelephoneKeys(phone, pulse);
  const second = phone.device.endsWith('b');
  const number = `${line?.number || phone.port}${second ? ' b' : ''}`;
  const state = phone.ringing ? t('phone.rings') : phone.offHook ? t('phone.offHook') : t('phone.onHook');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot take the focus that typing digits needs
    <section
      className="telephone"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: digits are typed on the telephone itself
      tabIndex={0}
      aria-label={t('phone.label', { number, state })}
      aria-keyshortcuts="Enter H F"
      data-device={phone.device}
      data-shell={position(phone.port) % SHELLS}
      data-off-hook={phone.offHook || undefined}
      data-ringing={phone.ringing || undefined}
      data-shown={shown || undefined}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onFocus={() => bench.view.set({ port: phone.port })}
    >
      <Button className="handset-button" excludeFromTabOrder aria-label={state} onPress={hook}>
        <Handset />
      </Button>
      <div className="shell">
        <div className="shell-top">
          <span className="lamp" aria-hidden="true" />
          <span className="shell-number">{number}</span>
          <Bell />
        </div>
        <Display phone={phone} line={line} />
        <Keypad device={phone.device} down={down} pulse={pulse} />
        <div className="hook-row">
          <Button className="hook-button" onPress={hook}>
            <Icon name={phone.offHook ? 'down' : 'lift'} />
            <span>
              {phone.offHook ? t('phone.hangUp') : phone.ringing ? t('phone.answer') : t('phone.lift')}
            </span>
          </Button>
          <Button
            className="flash-button"
            isDisabled={!phone.offHook}
            aria-label={t('phone.flash')}
            onPress={() => bench.command({ op: 'flash', device: phone.device })}
          >
            R
          </Button>
          <ToggleButton
            className="pulse-button"
            isSelected={pulse}
            onChange={setPulse}
            aria-label={t('phone.pulse')}
          >
            {pulse ? 'P' : 'T'}
          </ToggleButton>
        </div>
      </div>
      <Meter device={phone.device} live={phone.offHook} />
      <Voice device={phone.device} name={number} voice={phone.voice} />
    </section>
  );
});
