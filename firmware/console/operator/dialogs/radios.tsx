/** One of a few, all of them seen. */
interface RadiosProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  onChange(value: T): void;
}

export function Radios<T extends string>({ label, value, options, onChange }: RadiosProps<T>) {
  return (
    <fieldset className="op-radios">
      <legend className="field-label">{label}</legend>
      {options.map(([one, name]) => (
        <label key={one} className="op-radio">
          <input type="radio" name={label} checked={one === value} onChange={() => onChange(one)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
