/** The form of one entry of a list. It changes the draft only when somebody keeps it. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { useDraft } from '../draft/draft.ts';
import { type Data, isData, pathText } from '../draft/edits.ts';
import { FormContext } from '../form/context.tsx';
import { Fields } from '../form/field.tsx';
import { complete } from '../form/groups.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useNames } from '../schema/names.ts';
import type { JsonSchema } from '../schema/schema.ts';

interface Props {
  readonly list: string;
  readonly index: number;
  readonly schema: JsonSchema;
  readonly main: readonly string[] | undefined;
  readonly before: Data | null;
  readonly fresh: Data;
  readonly readOnly: boolean;
  onKeep(now: Data): void;
  readonly onRemove?: () => void;
  onClose(): void;
}

export function EntryForm(props: Props) {
  const { list, index, schema, main, before, fresh, readOnly, onKeep, onRemove, onClose } = props;
  const { t } = useText();
  const names = useNames();
  const findings = useDraft((now) => now.findings);
  const [value, setValue] = useState<Data>(before ?? fresh);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const all = Object.keys(schema.properties ?? {});
  const rest = main === undefined ? [] : all.filter((one) => !main.includes(one));
  const place = pathText([list, index]);
  const inRest = rest.some(
    (one) => before?.[one] !== undefined || findings.some(({ path }) => path.startsWith(`${place}.${one}`)),
  );

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (readOnly) {
      onClose();
      return;
    }
    setTried(true);
    if (complete(schema, value)) onKeep(value);
  };
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select')?.focus();
  }, []);
  useEffect(() => {
    if (tried) form.current?.querySelector<HTMLElement>('[data-wrong] :is(input, select)')?.focus();
  }, [tried]);

  const title = before === null ? t('list.newIn', { list: names.label(list) }) : entryName(before);
  const shared = { schema, name: list, at: [list, index], value, onChange: setValue };
  return (
    <Sheet title={title} onClose={onClose}>
      <form ref={form} className="form" noValidate onSubmit={submit}>
        <FormContext value={{ readOnly, findings: before === null ? [] : findings, tried }}>
          <Fields {...shared} only={main ?? all} />
          {rest.length === 0 ? null : (
            <details className="more" open={inRest}>
              <summary>{t('form.more')}</summary>
              <Fields {...shared} only={rest} />
            </details>
          )}
        </FormContext>
        <div className="form-end">
          <button type="submit" className="button primary">
            {t(readOnly ? 'form.close' : 'form.keep')}
          </button>
          {readOnly ? null : (
            <button type="button" className="button" onClick={onClose}>
              {t('form.cancel')}
            </button>
          )}
          {readOnly || onRemove === undefined ? null : (
            <button type="button" className="button danger-quiet" onClick={onRemove}>
              {t('form.remove')}
            </button>
          )}
        </div>
      </form>
    </Sheet>
  );
}

/** What people know an entry by. */
export function entryName(entry: unknown): string {
  if (!isData(entry)) return String(entry);
  const words = [entry.number ?? entry.id ?? entry.code ?? entry.pattern ?? entry.port, entry.name];
  return words.filter((one) => typeof one === 'string' && one !== '').join(' · ');
}
