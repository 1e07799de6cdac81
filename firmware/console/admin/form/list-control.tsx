/** A list of plain values, in an order that can be changed: members of a group, patterns, days. */
import { useState } from 'react';
import { Icon } from '../../icon.tsx';
import { useText } from '../../text/text.tsx';
import { useNames } from '../schema/names.ts';
import type { Choice } from '../schema/references.ts';
import { fieldOf, problemOf } from '../schema/schema.ts';
import { Combo } from './combo.tsx';
import { useForm } from './context.tsx';
import { useChoices } from './controls.tsx';
import type { InnerProps } from './field.tsx';

export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = list.filter((_, i) => i !== from);
  const one = list[from];
  return one === undefined ? list : [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** A space, a comma or a line between values: what is pasted becomes several. */
const several = (typed: string): readonly string[] =>
  typed.split(/[\s,，、;；]+/).filter((one) => one !== '');

function Chips(props: {
  readonly name: string;
  readonly list: readonly string[];
  readonly choices: readonly Choice[] | null;
  readonly readOnly: boolean;
  onChange(list: readonly string[]): void;
}) {
  const { name, list, choices, readOnly, onChange } = props;
  const { t } = useText();
  const names = useNames();
  const nameFor = (one: string): string => choices?.find((choice) => choice.value === one)?.name ?? '';
  if (list.length === 0) return null;
  return (
    <ol className="chips">
      {list.map((one, i) => (
        <li key={one} className="chip">
          <b>{choices === null ? one : names.value(name, one)}</b>
          {nameFor(one) === '' ? null : <span>{nameFor(one)}</span>}
          {readOnly ? null : (
            <>
              {i === 0 ? null : (
                <button
                  type="button"
                  aria-label={t('form.moveUp', { name: one })}
                  onClick={() => onChange(moved(list, i, i - 1))}
                >
                  <Icon name="up" />
                </button>
              )}
              <button
                type="button"
                aria-label={t('form.takeOut', { name: one })}
                onClick={() => onChange(list.filter((_, other) => other !== i))}
              >
                <Icon name="cross" />
              </button>
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

export function ListControl(props: InnerProps) {
  const { name, value, field, ids, onChange } = props;
  const { t } = useText();
  const names = useNames();
  const { readOnly } = useForm();
  const choices = useChoices(name);
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const list = Array.isArray(value) ? (value as string[]) : [];
  const item = field.is.kind === 'list' ? field.is.item : {};
  const pattern = fieldOf(item).schema;

  const add = (text: string): void => {
    const more = several(text).filter((one) => !list.includes(one));
    const wrong = more.find((one) => problemOf(pattern, one, true) !== null);
    setRefused(wrong ?? null);
    if (wrong !== undefined || more.length === 0) return;
    setTyped('');
    onChange([...list, ...new Set(more)]);
  };
  const label = t('form.addTo', { list: names.label(name) });

  return (
    <div className="chips-control">
      <Chips name={name} list={list} choices={choices} readOnly={readOnly} onChange={onChange} />
      {readOnly ? null : (
        <div
          className="chip-add"
          onKeyDownCapture={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing || typed === '') return;
            const open = event.currentTarget.querySelector('[aria-activedescendant]') !== null;
            if (open) return;
            event.preventDefault();
            event.stopPropagation();
            add(typed);
          }}
        >
          {choices === null ? (
            <input
              className="input"
              data-mono
              aria-label={label}
              aria-describedby={ids.describedBy}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
            />
          ) : (
            <Combo
              label={label}
              describedBy={ids.describedBy}
              value={typed}
              choices={choices.filter((one) => !list.includes(one.value))}
              onChange={setTyped}
              onTake={add}
            />
          )}
          <button type="button" className="button" onClick={() => add(typed)} disabled={typed === ''}>
            {t('form.add')}
          </button>
        </div>
      )}
      {refused === null ? null : (
        <p className="field-problem" role="alert">
          {t('form.notLikeThat', { value: refused })}
        </p>
      )}
    </div>
  );
}
