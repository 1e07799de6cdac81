/** A plain input of forms that are not part of the document: login, filters, users. */
import { type ComponentProps, useId } from 'react';

interface Props extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  onText(value: string): void;
}

export function TextInput({ label, help, onText, ...rest }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
        {rest.required ? <span className="required" aria-hidden="true" /> : null}
      </label>
      <input
        {...rest}
        id={id}
        className="input"
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={(event) => onText(event.target.value)}
      />
      {help === undefined ? null : (
        <p className="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  onText(value: string): void;
}

export function ChoiceInput({ label, value, options, onText }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="input" value={value} onChange={(event) => onText(event.target.value)}>
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
