/** A test call over one trunk: the number, each stage as it comes, and what to do when it did not work. */
import { type FormEvent, useEffect, useState } from 'react';
import type { SipTest, SipTestWish } from '#web/protocol/sip-test.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { hearing, stagesOf } from './sip-test-stages.ts';

const ASK_EVERY_MS = 1_000;
/** With what people write between the digits. */
const NUMBER = '\\+?[0-9*# \\(\\)\\-]+';
const pathOf = (trunk: string): string => `/api/sip/trunks/${encodeURIComponent(trunk)}/test`;

const goesOn = (test: SipTest | null): boolean => test !== null && test.end === null;

/** One that somebody has begun before is shown while it goes on, and no longer: its number is nobody's business. */
function useTest(trunk: string) {
  const [test, setTest] = useState<SipTest | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const running = goesOn(test);
  const path = pathOf(trunk);
  useEffect(() => {
    let left = false;
    void ask<SipTest>('GET', path).then((answer) => {
      if (!left && answer.ok && goesOn(answer.value)) setTest((now) => now ?? answer.value);
    });
    return () => {
      left = true;
    };
  }, [path]);
  useEffect(() => {
    if (!running) return;
    let left = false;
    const timer = setInterval(() => {
      void ask<SipTest>('GET', path).then((answer) => {
        if (left) return;
        if (answer.ok) setTest(answer.value);
        // The exchange has started anew: it knows nothing of it.
        else if (answer.error.status === 404) setTest(null);
      });
    }, ASK_EVERY_MS);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [running, path]);
  const begin = async (wish: SipTestWish): Promise<void> => {
    setTest(null);
    const answer = await ask<SipTest>('POST', path, wish);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setTest(answer.value);
  };
  return { test, error, running, begin, hangUp: () => void ask('DELETE', path) };
}

/** Each sentence is read aloud once, when it comes; the figures that change each second are not. */
function Progress({ test }: { test: SipTest | null }) {
  const { t } = useText();
  const now = test === null ? null : hearing(test);
  return (
    <>
      <div className="test-stages" role="log" aria-live="polite" aria-label={t('sip.test.progress')}>
        {(test === null ? [] : stagesOf(test)).map(({ key, values }) => (
          <p key={key}>{t(key, values)}</p>
        ))}
      </div>
      {now === null ? null : <p className="page-help">{t(now.key, now.values)}</p>}
    </>
  );
}

export function TestCallSheet({ trunk, onClose }: { trunk: string; onClose(): void }) {
  const { t } = useText();
  const [number, setNumber] = useState('');
  const { test, error, running, begin, hangUp } = useTest(trunk);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!running) void begin({ number: number.replaceAll(/[\s()-]/g, '') });
  };
  return (
    <Sheet title={t('sip.test.of', { trunk })} kind="dialog" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p className="page-help">{t('sip.test.help')}</p>
        <TextInput
          label={t('sip.test.number')}
          help={t('sip.test.numberHelp')}
          type="tel"
          autoComplete="off"
          value={number}
          onText={setNumber}
          pattern={NUMBER}
          maxLength={40}
          required
          autoFocus
        />
        {error === null ? null : <Problem error={error} />}
        <Progress test={test} />
        <div className="form-end">
          <button type="submit" className="button primary" aria-disabled={running}>
            {t('sip.test.call')}
          </button>
          <button
            type="button"
            className="button"
            aria-disabled={!running}
            onClick={() => (running ? hangUp() : undefined)}
          >
            {t('sip.test.hangUp')}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {t('form.close')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
