/** What a book is searched by: a field each, asked for when the form is sent. */
import { type FormEvent, useState } from 'react';
import { ChoiceInput, TextInput } from '../../admin/parts/input.tsx';
import { type TextKey, useText } from '../../text/text.tsx';

const WORDS_MAX = 64;
const NAME_MAX = 32;

export type BookField<Name extends string> = { readonly name: Name; readonly label: TextKey } & (
  | { readonly kind: 'words' | 'name' | 'number' | 'time' }
  | { readonly kind: 'choice'; readonly options: readonly (readonly [value: string, text: TextKey])[] }
);

interface FieldProps {
  readonly field: BookField<string>;
  readonly value: string;
  onText(text: string): void;
}

function Field({ field, value, onText }: FieldProps) {
  const { t } = useText();
  const common = { label: t(field.label), value, onText };
  switch (field.kind) {
    case 'words':
      return <TextInput {...common} maxLength={WORDS_MAX} autoComplete="off" autoFocus />;
    case 'name':
      return <TextInput {...common} maxLength={NAME_MAX} />;
    case 'number':
      return <TextInput {...common} maxLength={NAME_MAX} inputMode="tel" />;
    case 'time':
      return <TextInput {...common} type="datetime-local" />;
    case 'choice':
      return (
        <ChoiceInput {...common} options={field.options.map(([one, text]) => [one, t(text)] as const)} />
      );
  }
}

interface Props<Name extends string> {
  readonly fields: readonly BookField<Name>[];
  readonly empty: Readonly<Record<Name, string>>;
  onSearch(wishes: Readonly<Record<Name, string>>): void;
}

export function BookSearch<Name extends string>({ fields, empty, onSearch }: Props<Name>) {
  const { t } = useText();
  const [wishes, setWishes] = useState(empty);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(wishes);
  };
  return (
    <form className="tools filters" onSubmit={submit}>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={wishes[field.name]}
          onText={(text) => setWishes({ ...wishes, [field.name]: text })}
        />
      ))}
      <button type="submit" className="button primary">
        {t('op.books.search')}
      </button>
    </form>
  );
}
