/** Settings of the office that are no list. They go to the draft when somebody keeps them. */
import { useEffect, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { change, useDraft } from '../draft/draft.ts';
import { type Data, editsBetween, isData, same } from '../draft/edits.ts';
import { FormContext } from '../form/context.tsx';
import { Field, withField } from '../form/field.tsx';
import { complete } from '../form/groups.tsx';
import { say } from '../parts/say.tsx';
import { TECHNICIANS } from '../roles.ts';
import { useMay } from '../session.ts';

export function FormPart({ fields }: { fields: readonly string[] }) {
  const { t } = useText();
  const schema = useDraft((now) => now.schema);
  const document = useDraft((now) => now.document);
  const findings = useDraft((now) => now.findings);
  const mayEdit = useMay(TECHNICIANS);
  const [value, setValue] = useState<Data>(isData(document) ? document : {});
  useEffect(() => setValue(isData(document) ? document : {}), [document]);
  const properties = schema?.properties ?? {};
  const only = fields.filter((one) => properties[one] !== undefined);
  const changed = only.filter((one) => !same(value[one], isData(document) ? document[one] : undefined));
  const whole = changed.every(
    (one) => value[one] === undefined || complete(properties[one] ?? {}, value[one]),
  );
  return (
    <form
      className="form form-page"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!whole) return;
        const edits = changed.flatMap((one) =>
          editsBetween([one], isData(document) ? document[one] : undefined, value[one]),
        );
        void change(edits).then(() => say(t('form.keptAll')));
      }}
    >
      <FormContext value={{ readOnly: !mayEdit, findings, tried: true }}>
        {only.map((one) => (
          <Field
            key={one}
            schema={properties[one] ?? {}}
            name={one}
            at={[one]}
            value={value[one]}
            required={false}
            onChange={(now) => setValue(withField(value, one, now))}
          />
        ))}
      </FormContext>
      {mayEdit ? (
        <div className="form-end">
          <button type="submit" className="button primary" disabled={changed.length === 0 || !whole}>
            {t('form.keep')}
          </button>
        </div>
      ) : null}
    </form>
  );
}
