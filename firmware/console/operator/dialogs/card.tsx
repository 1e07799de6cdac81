/** The card of an extension: how it stands, and from when to when it may be disturbed. */
import { useState } from 'react';
import { TextInput } from '../../admin/parts/input.tsx';
import { useText } from '../../text/text.tsx';
import { minuteOf, TIME_OF_DAY, timeOfDay } from '../clock.ts';
import { useDesk, useView } from '../context.ts';
import { LampSign } from '../parts/lamp.tsx';
import { ActionForm } from './form.tsx';

export function Card({ number, name }: { number: string; name: string }) {
  const { t } = useText();
  const lamp = useDesk(({ lamps }) => lamps.get(number) ?? 'unknown');
  const may = useView((view) => view.may.includes('setDoNotDisturb'));
  const quiet = useView(({ quietTimes }) => quietTimes.find((one) => one.number === number));
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  // What is only planned is cleared like what counts already.
  const on = lamp === 'do-not-disturb' || quiet !== undefined;
  const time = (minute: number | null, key: 'op.card.now' | 'op.card.untilCleared'): string =>
    minute === null ? t(key) : timeOfDay(minute);
  const field = { pattern: TIME_OF_DAY, maxLength: 5, inputMode: 'numeric', autoComplete: 'off' } as const;
  return (
    <ActionForm
      title={name === '' ? number : `${name} · ${number}`}
      go={on ? 'op.card.disturb' : 'op.card.doNotDisturb'}
      doing="op.do.doNotDisturb"
      ready={on}
      can={may && lamp !== 'unknown'}
      action={() => ({
        ...{ op: 'setDoNotDisturb', number, on: !on },
        ...{ from: on ? null : minuteOf(from), to: on ? null : minuteOf(to) },
      })}
    >
      <p>
        <LampSign lamp={lamp} />
      </p>
      {quiet === undefined ? null : (
        <p>
          {t('op.card.quiet', {
            from: time(quiet.from, 'op.card.now'),
            to: time(quiet.to, 'op.card.untilCleared'),
          })}
        </p>
      )}
      {on ? null : (
        <>
          <TextInput
            {...field}
            label={t('op.card.from')}
            help={t('op.card.from.help')}
            value={from}
            onText={setFrom}
            autoFocus
          />
          <TextInput
            {...field}
            label={t('op.card.to')}
            help={t('op.card.to.help')}
            value={to}
            onText={setTo}
          />
        </>
      )}
    </ActionForm>
  );
}
