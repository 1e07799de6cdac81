/** Dialling from the page: the own telephone rings first, for it has the handset. */
import { type FormEvent, useState } from 'react';
import { TextInput } from '../admin/parts/input.tsx';
import { Problem } from '../admin/parts/problem.tsx';
import { useText } from '../text/text.tsx';
import { DIALLED } from './calls.tsx';
import { pathOfDevice, useAsk } from './use-ask.ts';

export function Dial({ number }: { number: string }) {
  const { t } = useText();
  const asking = useAsk();
  const [to, setTo] = useState('');
  const [called, setCalled] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setCalled('');
    void asking.go('POST', pathOfDevice(number, 'make-call'), { to }).then((done) => {
      if (!done) return;
      setCalled(to);
      setTo('');
    });
  };
  return (
    <section className="my-part" aria-labelledby="dial-title">
      <h2 id="dial-title">{t('my.dial')}</h2>
      <form className="my-line-form" onSubmit={submit}>
        <TextInput
          label={t('my.dial.number')}
          help={t('my.dial.help')}
          value={to}
          onText={setTo}
          pattern={DIALLED}
          inputMode="tel"
          autoComplete="off"
          required
        />
        <button type="submit" className="button primary" disabled={asking.busy}>
          {t('my.dial.go')}
        </button>
      </form>
      <output className="my-done">{called === '' ? '' : t('my.dial.done', { number: called })}</output>
      {asking.error === null ? null : <Problem error={asking.error} />}
    </section>
  );
}
