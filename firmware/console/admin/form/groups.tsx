/** Controls for values with fields of their own. */
import { useText } from '../../text/text.tsx';
import { isData } from '../draft/edits.ts';
import { useNames } from '../schema/names.ts';
import { type JsonSchema, problemOf } from '../schema/schema.ts';
import { useForm } from './context.tsx';
import { Fields, type InnerProps } from './field.tsx';

/** A new value for a schema: what must be there, as far as there is only one way. */
export function blank(schema: JsonSchema): Record<string, unknown> {
  const required = schema.required ?? [];
  return Object.fromEntries(
    required
      .map((name): [string, unknown] => {
        const one = schema.properties?.[name];
        return [name, one?.const ?? (one?.type === 'array' ? [] : undefined)];
      })
      .filter(([, value]) => value !== undefined),
  );
}

export function FieldsControl({ name, at, value, field, ids, onChange }: InnerProps) {
  const { t } = useText();
  const { readOnly } = useForm();
  const there = isData(value);
  return (
    <div className="inner">
      {field.nullable ? (
        <label className="check">
          <input
            type="checkbox"
            checked={there}
            disabled={readOnly}
            aria-describedby={ids.describedBy}
            onChange={(event) => onChange(event.target.checked ? blank(field.schema) : null)}
          />
          {t('form.use')}
        </label>
      ) : null}
      {there || !field.nullable ? (
        <Fields schema={field.schema} name={name} at={at} value={there ? value : {}} onChange={onChange} />
      ) : null}
    </div>
  );
}

export function VariantsControl(
  props: InnerProps & { readonly variants: Readonly<Record<string, JsonSchema>> },
) {
  const { name, at, value, variants, ids, required, onChange } = props;
  const { t } = useText();
  const names = useNames();
  const { readOnly } = useForm();
  const chosen = isData(value) ? String(value.kind) : '';
  const schema = variants[chosen];
  return (
    <div className="inner">
      <select
        className="input"
        aria-labelledby={ids.label}
        aria-describedby={ids.describedBy}
        aria-required={required || undefined}
        value={chosen}
        disabled={readOnly}
        onChange={(event) => {
          const next = variants[event.target.value];
          onChange(next === undefined ? undefined : blank(next));
        }}
      >
        {chosen === '' ? <option value="">{t('form.choose')}</option> : null}
        {Object.keys(variants).map((kind) => (
          <option key={kind} value={kind}>
            {names.value(`${name}.kind`, kind)}
          </option>
        ))}
      </select>
      {schema === undefined || !isData(value) ? null : (
        <Fields schema={schema} name={name} at={at} value={value} onChange={onChange} />
      )}
    </div>
  );
}

const OWN = '…';

export function WordsOrFieldsControl(
  props: InnerProps & { readonly options: readonly string[]; readonly inner: JsonSchema },
) {
  const { name, at, value, options, inner, ids, field, onChange } = props;
  const { t } = useText();
  const names = useNames();
  const { readOnly } = useForm();
  const own = isData(value);
  const usual =
    typeof field.usual === 'string' ? t('form.usual', { value: names.value(name, field.usual) }) : '';
  return (
    <div className="inner">
      <select
        className="input"
        aria-labelledby={ids.label}
        aria-describedby={ids.describedBy}
        value={own ? OWN : typeof value === 'string' ? value : ''}
        disabled={readOnly}
        onChange={(event) => {
          const next = event.target.value;
          if (next === OWN) onChange(blank(inner));
          else onChange(next === '' ? undefined : next);
        }}
      >
        {props.required && value !== undefined ? null : <option value="">{usual || t('form.choose')}</option>}
        {options.map((one) => (
          <option key={one} value={one}>
            {names.value(name, one)}
          </option>
        ))}
        <option value={OWN}>{names.value(name, 'own')}</option>
      </select>
      {own ? <Fields schema={inner} name={name} at={at} value={value} onChange={onChange} /> : null}
    </div>
  );
}

/** Whether every field of a value is filled in as it must be. */
export function complete(schema: JsonSchema, value: unknown): boolean {
  return !hasProblem(schema, value, true);
}

function hasProblem(schema: JsonSchema, value: unknown, required: boolean): boolean {
  if (problemOf(schema, value, required) !== null) return true;
  if (Array.isArray(value)) return value.some((one) => hasProblem(schema.items ?? {}, one, true));
  if (!isData(value)) return false;
  const fits = (schema.anyOf ?? [schema]).find(
    ({ properties }) =>
      properties !== undefined &&
      (properties.kind?.const === undefined || properties.kind.const === value.kind),
  );
  return Object.entries(fits?.properties ?? {}).some(([name, one]) =>
    hasProblem(one, value[name], fits?.required?.includes(name) ?? false),
  );
}
