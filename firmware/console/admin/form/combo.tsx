/** A text with suggestions: an entry of another list, a port, a feature. */
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { Icon } from '../../icon.tsx';
import { useText } from '../../text/text.tsx';
import type { Choice } from '../schema/references.ts';

const SHOWN_MAX = 300;

interface Props {
  readonly id?: string;
  readonly label?: string;
  readonly labelledBy?: string;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
  readonly value: string;
  /** What counts while nothing is written. */
  readonly placeholder?: string;
  readonly choices: readonly Choice[];
  readonly disabled?: boolean;
  onChange(value: string): void;
  /** Told when a choice is taken or Enter is pressed; for lists that it adds to. */
  onTake?(value: string): void;
}

const fits = ({ value, name }: Choice, typed: string): boolean =>
  typed === '' || `${value} ${name}`.toLowerCase().includes(typed.toLowerCase());

/** While nothing was typed that differs from a choice, every choice is shown. */
function shownFor(choices: readonly Choice[], typed: string): readonly Choice[] {
  const chosen = choices.some(({ value }) => value === typed);
  return choices.filter((one) => chosen || fits(one, typed)).slice(0, SHOWN_MAX);
}

export function Combo(props: Props) {
  const { t } = useText();
  const { value, choices, onChange, onTake, labelledBy, describedBy } = props;
  const items = shownFor(choices, value).map((one) => ({ ...one, id: one.value }));
  return (
    <ComboBox
      className="combo"
      {...(labelledBy === undefined
        ? { 'aria-label': props.label ?? '' }
        : { 'aria-labelledby': labelledBy })}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      inputValue={value}
      onInputChange={onChange}
      items={items}
      defaultFilter={() => true}
      isInvalid={props.invalid ?? false}
      isDisabled={props.disabled ?? false}
      allowsCustomValue
      allowsEmptyCollection={false}
      menuTrigger="input"
      onSelectionChange={(key) => {
        if (key === null) return;
        if (onTake === undefined) onChange(String(key));
        else onTake(String(key));
      }}
    >
      <div className="combo-box">
        <Input
          {...(props.id === undefined ? {} : { id: props.id })}
          className="input"
          autoComplete="off"
          placeholder={props.placeholder ?? ''}
          spellCheck="false"
        />
        <Button className="combo-open" aria-label={t('form.suggestions')}>
          <Icon name="chevron" />
        </Button>
      </div>
      <Popover className="combo-popover">
        <ListBox className="combo-list">
          {(item: Choice & { id: string }) => (
            <ListBoxItem id={item.id} textValue={item.value} className="combo-item">
              <b>{item.value}</b>
              {item.name === '' ? null : <span>{item.name}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
