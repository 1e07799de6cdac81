/** Orders a wake-up call for an extension, and clears it. */
import { useState } from 'react';
import { TextInput } from '../../admin/parts/input.tsx';
import { useText } from '../../text/text.tsx';
import { minuteOf, TIME_OF_DAY, timeOfDay } from '../clock.ts';
import { useOperator, useView } from '../context.ts';
import { ActionForm } from './form.tsx';

export function WakeUp({ number, name }: { number: string; name: string }) {
  const { t } = useText();
  const { act, open } = useOperator();
  const wakeUp = useView(({ wakeUps }) => wakeUps.find((one) => one.number === number));
  const [time, setTime] = useState('');
  const clear = (): void => {
    void act({ op: 'setWakeUp', number, minuteOfDay: null }, 'op.do.wakeUpOff').then(({ ok }) => {
      if (ok) open(null);
    });
  };
  return (
    <ActionForm
      title={t('op.wakeUp.title', { who: name === '' ? number : `${name} · ${number}` })}
      go="op.wakeUp.go"
      doing="op.do.wakeUp"
      action={() => {
        const minuteOfDay = minuteOf(time);
        return minuteOfDay === null ? null : { op: 'setWakeUp', number, minuteOfDay };
      }}
    >
      <div className="op-card-facts">
        {wakeUp === undefined ? (
          t('op.wakeUp.none')
        ) : (
          <>
            {t(wakeUp.missed ? 'op.wakeUp.missed' : 'op.wakeUp.set', {
              time: timeOfDay(wakeUp.minuteOfDay),
              by: wakeUp.by,
            })}{' '}
            <button type="button" className="button" onClick={clear}>
              {t('op.wakeUp.clear')}
            </button>
          </>
        )}
      </div>
      <TextInput
        label={t('op.wakeUp.time')}
        help={t('op.wakeUp.help')}
        value={time}
        onText={setTime}
        pattern={TIME_OF_DAY}
        maxLength={5}
        inputMode="numeric"
        autoComplete="off"
        required
        autoFocus
      />
    </ActionForm>
  );
}
