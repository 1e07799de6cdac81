/** A text that is taken elsewhere: to be read, selected, or copied by its button. */
import { useId, useRef } from 'react';
import { useText } from '../../text/text.tsx';
import { say } from './say.tsx';

export function CopyField({ label, value, help }: { label: string; value: string; help: string }) {
  const { t } = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    const copied = await navigator.clipboard?.writeText(value).then(
      () => true,
      () => false,
    );
    // A page that came without TLS from elsewhere has no clipboard: what is selected is copied by hand.
    if (copied !== true) input.current?.select();
    say(t(copied === true ? 'copy.done' : 'copy.selected', { label }));
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="copy-field">
        <input
          id={id}
          ref={input}
          className="input copy-input"
          data-mono
          readOnly
          value={value}
          aria-describedby={`${id}-help`}
        />
        <button
          type="button"
          className="button"
          aria-label={t('copy.what', { label })}
          onClick={() => void copy()}
        >
          {t('copy.copy')}
        </button>
      </div>
      <p className="field-help" id={`${id}-help`}>
        {help}
      </p>
    </div>
  );
}
