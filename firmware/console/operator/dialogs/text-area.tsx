import { type ComponentProps, useId } from 'react';

interface Props extends Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  onText(value: string): void;
}

/** Several lines; Enter begins the next one. */
export function TextArea({ label, onText, ...rest }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        className="input"
        rows={4}
        onChange={({ target }) => onText(target.value)}
      />
    </div>
  );
}
