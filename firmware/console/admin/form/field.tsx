/** One field of the document, edited by the control that its schema asks for. */
import { useId } from 'react';
import { useNames } from '../schema/names.ts';
import { type Field as FieldOfSchema, fieldOf, type JsonSchema, problemOf } from '../schema/schema.ts';
import { type ControlProps, findingsAt, useForm } from './context.tsx';
import { ChoiceControl, ChoicesControl, NumberControl, TextControl, YesControl } from './controls.tsx';
import { Frame, type FrameIds } from './frame.tsx';
import { FieldsControl, VariantsControl, WordsOrFieldsControl } from './groups.tsx';
import { ItemsControl } from './items.tsx';
import { ListControl } from './list-control.tsx';

export interface InnerProps extends ControlProps {
  readonly field: FieldOfSchema;
  readonly ids: FrameIds;
  readonly invalid: boolean;
}

const GROUPS = new Set(['fields', 'items', 'variants', 'words-or-fields']);
const GROUPED = new Set([...GROUPS, 'choices', 'list']);

function Control(props: InnerProps) {
  switch (props.field.is.kind) {
    case 'text':
      return <TextControl {...props} />;
    case 'number':
      return <NumberControl {...props} />;
    case 'yes':
      return <YesControl {...props} />;
    case 'choice':
      return <ChoiceControl {...props} options={props.field.is.options} />;
    case 'choices':
      return <ChoicesControl {...props} options={props.field.is.options} />;
    case 'list':
      return <ListControl {...props} />;
    case 'items':
      return <ItemsControl {...props} item={props.field.is.item} />;
    case 'fields':
      return <FieldsControl {...props} />;
    case 'variants':
      return <VariantsControl {...props} variants={props.field.is.variants} />;
    case 'words-or-fields':
      return (
        <WordsOrFieldsControl {...props} options={props.field.is.options} inner={props.field.is.fields} />
      );
  }
}

export function Field(props: ControlProps & { readonly schema: JsonSchema }) {
  const { schema, name, at, value, required } = props;
  const id = useId();
  const names = useNames();
  const { findings, tried } = useForm();
  const field = fieldOf(schema);
  const problem = problemOf(schema, value, required);
  // What is not yet filled in is no mistake before somebody has tried to go on.
  const told = problem === 'form.required' && !tried ? null : problem;
  const weekdays = name.endsWith('.weekdays');
  return (
    <Frame
      id={id}
      label={names.label(name)}
      help={names.help(name)}
      problem={told}
      findings={findingsAt(findings, at, GROUPS.has(field.is.kind))}
      required={required}
      group={GROUPED.has(field.is.kind) || weekdays}
    >
      {(ids) => <Control {...props} field={field} ids={ids} invalid={told !== null} />}
    </Frame>
  );
}

/** All fields of an entry or a group; `kind` is chosen elsewhere. */
export function Fields(props: {
  readonly schema: JsonSchema;
  readonly only?: readonly string[];
  readonly name: string;
  readonly at: ControlProps['at'];
  readonly value: Readonly<Record<string, unknown>>;
  onChange(value: Readonly<Record<string, unknown>>): void;
}) {
  const { schema, name, at, value, onChange } = props;
  const properties = schema.properties ?? {};
  const shown = props.only ?? Object.keys(properties);
  return shown
    .filter((one) => properties[one] !== undefined)
    .filter((one) => !(one === 'kind' && properties[one]?.const !== undefined))
    .map((one) => (
      <Field
        key={one}
        schema={properties[one] ?? {}}
        name={`${name}.${one}`}
        at={[...at, one]}
        value={value[one]}
        required={schema.required?.includes(one) ?? false}
        onChange={(now) => onChange(withField(value, one, now))}
      />
    ));
}

/** A field that is cleared is left out. */
export function withField(
  value: Readonly<Record<string, unknown>>,
  name: string,
  now: unknown,
): Readonly<Record<string, unknown>> {
  const { [name]: _, ...rest } = value;
  return now === undefined ? rest : { ...value, [name]: now };
}
