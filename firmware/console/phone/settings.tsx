/** What the user has set: shown as the exchange tells it, whoever has set it and wherever. */
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Telephone } from '#web/protocol/telephone.ts';
import { TextInput } from '../admin/parts/input.tsx';
import { Problem } from '../admin/parts/problem.tsx';
import { say } from '../admin/parts/say.tsx';
import { minuteOf, timeOfDay } from '../operator/clock.ts';
import { type Text, useText } from '../text/text.tsx';
import { DIALLED } from './calls.tsx';
import { type Asking, pathOfDevice, useAsk } from './use-ask.ts';

type Settings = NonNullable<Telephone['settings']>;
interface Props {
  readonly number: string;
  readonly settings: Settings;
}

function Part({
  id,
  title,
  asking,
  children,
}: {
  id: string;
  title: string;
  asking: Asking;
  children: ReactNode;
}) {
  return (
    <section className="my-part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      {asking.error === null ? null : <Problem error={asking.error} />}
    </section>
  );
}

export function quietText(t: Text, { doNotDisturb, quietTime }: Settings): string {
  const from = quietTime?.from == null ? '' : timeOfDay(quietTime.from.minuteOfDay);
  const to = quietTime?.to == null ? '' : timeOfDay(quietTime.to.minuteOfDay);
  if (from !== '') return to === '' ? t('my.quiet.from', { from }) : t('my.quiet.span', { from, to });
  if (!doNotDisturb) return t('my.quiet.off');
  return to === '' ? t('my.quiet.on') : t('my.quiet.until', { to });
}

export function Quiet({ number, settings }: Props) {
  const { t } = useText();
  const asking = useAsk();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const put = async (on: boolean, begins: number | null, ends: number | null): Promise<void> => {
    const done = await asking.go('PUT', pathOfDevice(number, 'do-not-disturb'), {
      on,
      from: begins,
      to: ends,
    });
    if (!done) return;
    setFrom('');
    setTo('');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void put(true, minuteOf(from), minuteOf(to));
  };
  const set = settings.doNotDisturb || settings.quietTime !== null;
  return (
    <Part id="quiet-title" title={t('my.quiet')} asking={asking}>
      <p role="status" className="my-set" data-set={set || undefined}>
        {quietText(t, settings)}
      </p>
      <div className="my-acts">
        {settings.doNotDisturb ? null : (
          <button
            type="button"
            className="button"
            disabled={asking.busy}
            onClick={() => void put(true, null, null)}
          >
            {t('my.quiet.setOn')}
          </button>
        )}
        {set ? (
          <button
            type="button"
            className="button"
            disabled={asking.busy}
            onClick={() => void put(false, null, null)}
          >
            {t('my.quiet.setOff')}
          </button>
        ) : null}
      </div>
      <form className="my-line-form" onSubmit={submit}>
        <TextInput label={t('my.quiet.fromField')} type="time" value={from} onText={setFrom} />
        <TextInput label={t('my.quiet.toField')} type="time" value={to} onText={setTo} />
        <button type="submit" className="button" disabled={asking.busy || (from === '' && to === '')}>
          {t('my.quiet.byClock')}
        </button>
      </form>
    </Part>
  );
}

const WHENS = ['all', 'busy', 'noAnswer'] as const;

export function Forward({ number, settings: { forward } }: Props) {
  const { t } = useText();
  const asking = useAsk();
  /** Written but not saved; a field that nobody touches shows what is set. */
  const [draft, setDraft] = useState<Partial<Record<(typeof WHENS)[number], string>>>({});
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const change = Object.fromEntries(
      Object.entries(draft).map(([when, to]) => [when, to === '' ? null : to]),
    );
    void asking.go('PATCH', pathOfDevice(number, 'subscriber'), { forward: change }).then((done) => {
      if (!done) return;
      setDraft({});
      say(t('my.forward.done'));
    });
  };
  return (
    <Part id="forward-title" title={t('my.forward')} asking={asking}>
      {forward.all === null ? null : (
        <p role="status" className="my-set" data-set>
          {t('my.forward.active', { number: forward.all })}
        </p>
      )}
      <form className="my-forms" onSubmit={submit}>
        {WHENS.map((when) => (
          <TextInput
            key={when}
            label={t(`my.forward.${when}`)}
            value={draft[when] ?? forward[when] ?? ''}
            onText={(to) => setDraft({ ...draft, [when]: to })}
            pattern={DIALLED}
            inputMode="tel"
            autoComplete="off"
          />
        ))}
        <p className="my-help">{t('my.forward.help')}</p>
        <button type="submit" className="button" disabled={asking.busy || Object.keys(draft).length === 0}>
          {t('my.forward.save')}
        </button>
      </form>
    </Part>
  );
}

export function WakeUp({ number, settings: { wakeUp } }: Props) {
  const { t } = useText();
  const asking = useAsk();
  const [time, setTime] = useState('');
  const path = pathOfDevice(number, 'wake-up');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const minuteOfDay = minuteOf(time);
    if (minuteOfDay === null) return;
    void asking.go('PUT', path, { minuteOfDay }).then((done) => {
      if (done) setTime('');
    });
  };
  const at = wakeUp === null ? '' : timeOfDay(wakeUp.minuteOfDay);
  return (
    <Part id="wake-title" title={t('my.wake')} asking={asking}>
      <p role="status" className="my-set" data-set={wakeUp !== null || undefined}>
        {wakeUp === null
          ? t('my.wake.none')
          : t(wakeUp.dueEpochMs === null ? 'my.wake.missed' : 'my.wake.at', { time: at })}
      </p>
      <form className="my-line-form" onSubmit={submit}>
        <TextInput label={t('my.wake.time')} type="time" value={time} onText={setTime} required />
        <button type="submit" className="button" disabled={asking.busy}>
          {t('my.wake.order')}
        </button>
        {wakeUp === null ? null : (
          <button
            type="button"
            className="button"
            disabled={asking.busy}
            onClick={() => void asking.go('DELETE', path)}
          >
            {t('my.wake.clear')}
          </button>
        )}
      </form>
    </Part>
  );
}
