/** A file to be sent. */
import { useId } from 'react';

interface Props {
  readonly label: string;
  readonly accept: string;
  onFile(file: File | null): void;
}

export function FileInput({ label, accept, onFile }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        type="file"
        accept={accept}
        onChange={(event) => onFile(event.target.files?.[0] ?? null)}
      />
    </div>
  );
}
