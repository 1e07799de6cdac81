/** Controls for single values. What is left empty is left out, and means what is usual. */
import { useState } from 'react';
import { useText } from '../../text/text.tsx';
import { useDraft } from '../draft/draft.ts';
import { useLive } from '../live.ts';
import { useNames } from '../schema/names.ts';
import { type Choice, choicesFor } from '../schema/references.ts';
import { daysOf, textOf, WEEKDAYS } from '../schema/weekdays.ts';
import { Combo } from './combo.tsx';
import { useForm } from './context.tsx';
import type { InnerProps } from './field.tsx';

/** Entries that this field may name. */
export function useChoices(name: string): readonly Choice[] | null {
  const document = useDraft((now) => now.document);
  const picture = useLive((now) => now.picture);
  return choicesFor(name, { document, picture });
}

const MONO = /number|port|pattern|code|dial|insert|ringIn|from$|to$|members|patterns/i;

/** What counts when the field is left out. */
function useUsual({ field, name }: InnerProps): string {
  const { t } = useText();
  const names = useNames();
  const { usual } = field;
  if (usual === undefined || usual === null || usual === '' || Array.isArray(usual)) return '';
  return t('form.usual', { value: names.value(name, usual) });
}

export function TextControl(props: InnerProps) {
  const { name, value, ids, invalid, required, field, onChange } = props;
  const { readOnly } = useForm();
  const usual = useUsual(props);
  const choices = useChoices(name);
  const text = typeof value === 'string' ? value : '';
  const change = (now: string): void => {
    if (now !== '') onChange(now);
    else if (required) onChange('');
    else onChange(field.nullable && value !== undefined ? null : undefined);
  };
  if (name.endsWith('.weekdays')) return <WeekdaysControl {...props} />;
  if (choices !== null) {
    return (
      <Combo
        id={ids.control}
        labelledBy={ids.label}
        describedBy={ids.describedBy}
        invalid={invalid}
        value={text}
        choices={choices}
        placeholder={usual}
        disabled={readOnly}
        onChange={change}
      />
    );
  }
  return (
    <input
      id={ids.control}
      className="input"
      type={field.schema.writeOnly ? 'password' : 'text'}
      data-mono={MONO.test(name.split('.').at(-1) ?? '') || undefined}
      value={text}
      placeholder={usual}
      maxLength={field.schema.maxLength}
      aria-describedby={ids.describedBy}
      aria-invalid={invalid || undefined}
      aria-required={required || undefined}
      readOnly={readOnly}
      autoComplete={field.schema.writeOnly ? 'new-password' : 'off'}
      spellCheck={false}
      onChange={(event) => change(event.target.value)}
    />
  );
}

function WeekdaysControl({ name, value, field, onChange }: InnerProps) {
  const names = useNames();
  const { readOnly } = useForm();
  const on = daysOf(typeof value === 'string' ? value : String(field.usual ?? 'mon-sun'));
  return (
    <div className="checks">
      {WEEKDAYS.map((day) => (
        <label key={day} className="check">
          <input
            type="checkbox"
            checked={on.includes(day)}
            disabled={readOnly}
            onChange={(event) => {
              const days = event.target.checked ? [...on, day] : on.filter((one) => one !== day);
              if (days.length > 0) onChange(textOf(days));
            }}
          />
          {names.value(name, day)}
        </label>
      ))}
    </div>
  );
}

export function NumberControl(props: InnerProps) {
  const { value, ids, invalid, required, onChange } = props;
  const { readOnly } = useForm();
  const usual = useUsual(props);
  const [typed, setTyped] = useState(typeof value === 'number' ? String(value) : '');
  const shown =
    typeof value === 'number' && !Number.isNaN(value) && Number(typed) !== value ? String(value) : typed;
  return (
    <input
      id={ids.control}
      className="input input-number"
      inputMode="decimal"
      value={shown}
      placeholder={usual}
      aria-describedby={ids.describedBy}
      aria-invalid={invalid || undefined}
      aria-required={required || undefined}
      readOnly={readOnly}
      autoComplete="off"
      onChange={(event) => {
        const now = event.target.value.trim();
        setTyped(now);
        onChange(now === '' ? undefined : Number(now));
      }}
    />
  );
}

export function YesControl({ value, field, ids, onChange }: InnerProps) {
  const { t } = useText();
  const { readOnly } = useForm();
  const on = value === undefined ? field.usual === true : value === true;
  return (
    <span className="switch">
      <input
        id={ids.control}
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        disabled={readOnly}
        aria-describedby={ids.describedBy}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span aria-hidden="true">{t(on ? 'value.yes' : 'value.no')}</span>
    </span>
  );
}

export function ChoiceControl(props: InnerProps & { readonly options: readonly string[] }) {
  const { name, value, ids, invalid, required, options, field, onChange } = props;
  const { t } = useText();
  const names = useNames();
  const { readOnly } = useForm();
  const usual = useUsual(props);
  return (
    <select
      id={ids.control}
      className="input"
      value={typeof value === 'string' ? value : ''}
      disabled={readOnly}
      aria-describedby={ids.describedBy}
      aria-invalid={invalid || undefined}
      aria-required={required || undefined}
      onChange={(event) => {
        const now = event.target.value;
        if (now !== '') onChange(now);
        else onChange(field.nullable && value !== undefined ? null : undefined);
      }}
    >
      {required && value !== undefined ? null : <option value="">{usual || t('form.notSet')}</option>}
      {options.map((one) => (
        <option key={one} value={one}>
          {names.value(name, one)}
        </option>
      ))}
    </select>
  );
}

export function ChoicesControl(props: InnerProps & { readonly options: readonly string[] }) {
  const { name, value, options, field, onChange } = props;
  const names = useNames();
  const { readOnly } = useForm();
  const on = (Array.isArray(value) ? value : Array.isArray(field.usual) ? field.usual : []) as string[];
  return (
    <div className="checks">
      {options.map((one) => (
        <label key={one} className="check">
          <input
            type="checkbox"
            checked={on.includes(one)}
            disabled={readOnly}
            onChange={(event) =>
              onChange(options.filter((other) => (other === one ? event.target.checked : on.includes(other))))
            }
          />
          {names.value(name, one)}
        </label>
      ))}
    </div>
  );
}
