/** A dialog that asks the exchange for one thing, and stays open while it is refused. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { Sheet } from '../../admin/parts/sheet.tsx';
import { type TextKey, useText } from '../../text/text.tsx';
import { useDesk, useOperator } from '../context.ts';
import type { DeskAction } from '../contract.ts';
import { sentenceOf } from '../prompt-line.tsx';

interface Props {
  readonly title: string;
  readonly go: TextKey;
  readonly doing: TextKey;
  /** Null: what is written cannot be sent yet. */
  action(): DeskAction | null;
  done?(): void;
  /** Missing: it may be sent. */
  readonly can?: boolean;
  /** There is nothing to write: Enter sends it. */
  readonly ready?: boolean;
  readonly children: ReactNode;
}

export function ActionForm({ title, go, doing, action, done, can = true, ready = false, children }: Props) {
  const { t } = useText();
  const { act, open } = useOperator();
  const [refused, setRefused] = useState(false);
  const prompt = useDesk((desk) => desk.prompt);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = action();
    if (wanted === null) return;
    void act(wanted, doing).then(({ ok }) => {
      setRefused(!ok);
      if (!ok) return;
      open(null);
      done?.();
    });
  };
  return (
    <Sheet title={title} kind="dialog" onClose={() => open(null)}>
      <form className="form" onSubmit={submit}>
        {children}
        {refused && prompt !== null ? <p className="field-problem">{sentenceOf(t, prompt)}</p> : null}
        <div className="form-end">
          <button
            type="submit"
            className="button primary"
            // biome-ignore lint/a11y/noAutofocus: a dialog begins at what it is for
            autoFocus={ready}
            disabled={!can}
          >
            {t(go)}
          </button>
          <button type="button" className="button" onClick={() => open(null)}>
            {t('op.back')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
