/** A file to be sent. The browser's own button would speak the browser's language, not the page's. */
import { useId, useRef, useState } from 'react';
import { useText } from '../../text/text.tsx';

interface Props {
  readonly label: string;
  readonly accept: string;
  onFile(file: File | null): void;
}

export function FileInput({ label, accept, onFile }: Props) {
  const { t } = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  return (
    <div className="field">
      <span className="field-label" id={`${id}-label`}>
        {label}
      </span>
      <div className="file-choice">
        <button
          type="button"
          id={`${id}-choose`}
          className="button"
          aria-labelledby={`${id}-choose ${id}-label`}
          onClick={() => input.current?.click()}
        >
          {t('box.choose')}
        </button>
        <output>{name === '' ? t('box.noFile') : name}</output>
      </div>
      <input
        ref={input}
        hidden
        type="file"
        accept={accept}
        aria-labelledby={`${id}-label`}
        onChange={(event) => {
          const file = event.target.files?.[0] ?? null;
          setName(file?.name ?? '');
          onFile(file);
        }}
      />
    </div>
  );
}
