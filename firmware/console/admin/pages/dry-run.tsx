/** Calls that are not made, but worked out by the exchange itself; and the proof that emergency calls get out. */
import { type FormEvent, useId, useState } from 'react';
import type { DryRunAnswer } from '#web/protocol/configuration.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { changeNow, useChanges, useDraft } from '../draft/draft.ts';
import { isData, listAt } from '../draft/edits.ts';
import { Combo } from '../form/combo.tsx';
import { FindingList } from '../parts/findings.tsx';
import { ChoiceInput, TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { localText } from '../parts/time.ts';
import type { Choice } from '../schema/references.ts';
import { DryRunResult } from './dry-run-result.tsx';
import { EmergencyProof } from './emergency-proof.tsx';

function useCallers(): readonly Choice[] {
  const document = useDraft((now) => now.document);
  const named = (list: string, key: string): readonly Choice[] =>
    listAt(document, [list])
      .filter(isData)
      .map((one) => ({
        value: String(one[key] ?? ''),
        name: key === 'number' ? String(one.name ?? '') : '',
      }));
  return [...named('extensions', 'number'), ...named('trunks', 'name')];
}

/** Names with a space, a comma or a line between; names of lines have spaces, so only commas part those. */
const listed = (typed: string): string[] =>
  typed
    .split(/[,，、;；\n]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

function useDryRun() {
  const [answer, setAnswer] = useState<DryRunAnswer | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (question: object, ofDraft: boolean): Promise<DryRunAnswer | null> => {
    setBusy(true);
    // What was asked before must not be read as the answer.
    setAnswer(null);
    const change = ofDraft ? await changeNow() : null;
    const found = await ask<DryRunAnswer>('POST', '/api/configuration/dry-run', {
      ...question,
      ...(change === null ? {} : { change }),
    });
    setBusy(false);
    setAnswer(found.ok ? found.value : null);
    setError(found.ok ? null : found.error);
    return found.ok ? found.value : null;
  };
  return { answer, error, busy, run };
}

export default function DryRun() {
  const { t } = useText();
  const changes = useChanges();
  const callers = useCallers();
  const id = useId();
  const [from, setFrom] = useState(callers[0]?.value ?? '');
  const [dials, setDials] = useState('');
  const [at, setAt] = useState(() => localText(Date.now()));
  const [down, setDown] = useState('');
  const [busyOnes, setBusyOnes] = useState('');
  const [which, setWhich] = useState('draft');
  const { answer, error, busy, run } = useDryRun();
  const outside = callers.some((one) => one.value === from && one.name === '' && !/^[0-9*#]+$/.test(from));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const question = {
      from: from.trim(),
      dials: dials.trim(),
      at,
      down: listed(down),
      busy: listed(busyOnes),
    };
    void run(question, which === 'draft').then((found) => {
      if (found !== null) say(t(`dry.outcome.${found.outcome}`));
    });
  };
  return (
    <div className="two-columns">
      <section className="card" aria-labelledby={`${id}-ask`}>
        <h2 id={`${id}-ask`}>{t('dry.ask')}</h2>
        <form className="form" onSubmit={submit}>
          <div className="field">
            <label className="field-label" id={`${id}-from`} htmlFor={`${id}-from-input`}>
              {t('dry.from')}
            </label>
            <Combo
              id={`${id}-from-input`}
              labelledBy={`${id}-from`}
              value={from}
              choices={callers}
              onChange={setFrom}
            />
          </div>
          <TextInput
            label={t(outside ? 'dry.callerNumber' : 'dry.dials')}
            value={dials}
            onText={setDials}
            pattern="[0-9*#+]{0,40}"
            autoComplete="off"
            required={!outside}
          />
          <TextInput
            label={t('dry.at')}
            help={t('dry.atHelp')}
            type="datetime-local"
            value={at}
            onText={setAt}
            required
          />
          <details className="more">
            <summary>{t('dry.circumstances')}</summary>
            <TextInput label={t('dry.down')} help={t('dry.listHelp')} value={down} onText={setDown} />
            <TextInput label={t('dry.busy')} help={t('dry.listHelp')} value={busyOnes} onText={setBusyOnes} />
          </details>
          {changes === 0 ? null : (
            <ChoiceInput
              label={t('dry.which')}
              value={which}
              options={[
                ['draft', t('dry.draft')],
                ['running', t('dry.running')],
              ]}
              onText={setWhich}
            />
          )}
          <div className="form-end">
            <button type="submit" className="button primary" disabled={busy || from.trim() === ''}>
              {t('dry.go')}
            </button>
          </div>
        </form>
        {error === null ? null : <Problem error={error} />}
        {error === null || error.findings.length === 0 ? null : <FindingList findings={error.findings} />}
      </section>
      <div className="stack">
        {answer === null ? null : <DryRunResult answer={answer} />}
        <EmergencyProof />
      </div>
    </div>
  );
}
