/** A list of entries with fields inside another entry: rules of a time table, ways of a route. */
import { Icon } from '../../icon.tsx';
import { useText } from '../../text/text.tsx';
import { isData } from '../draft/edits.ts';
import { useNames } from '../schema/names.ts';
import type { JsonSchema } from '../schema/schema.ts';
import { findingsAt, useForm } from './context.tsx';
import { Fields, type InnerProps } from './field.tsx';
import { blank } from './groups.tsx';
import { moved } from './list-control.tsx';

export function ItemsControl({
  name,
  at,
  value,
  item,
  onChange,
}: InnerProps & { readonly item: JsonSchema }) {
  const { t } = useText();
  const names = useNames();
  const { readOnly, findings } = useForm();
  const list = Array.isArray(value) ? value : [];
  const put = (i: number, now: unknown): void =>
    onChange(list.map((one, other) => (other === i ? now : one)));
  return (
    <div className="items">
      {list.map((one, i) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name; their order is what they are
          key={i}
          className="item"
          data-wrong={findingsAt(findings, [...at, i], true).length > 0 || undefined}
        >
          <legend>{t('form.entry', { list: names.label(name), number: i + 1 })}</legend>
          <Fields
            schema={item}
            name={name}
            at={[...at, i]}
            value={isData(one) ? one : {}}
            onChange={(now) => put(i, now)}
          />
          {readOnly ? null : (
            <div className="item-tools">
              {i === 0 ? null : (
                <button
                  type="button"
                  className="button quiet"
                  onClick={() => onChange(moved(list, i, i - 1))}
                >
                  <Icon name="up" />
                  {t('form.earlier')}
                </button>
              )}
              <button
                type="button"
                className="button quiet"
                onClick={() => onChange(list.filter((_, other) => other !== i))}
              >
                <Icon name="cross" />
                {t('form.remove')}
              </button>
            </div>
          )}
        </fieldset>
      ))}
      {readOnly ? null : (
        <button type="button" className="button" onClick={() => onChange([...list, blank(item)])}>
          {t('form.addTo', { list: names.label(name) })}
        </button>
      )}
    </div>
  );
}
