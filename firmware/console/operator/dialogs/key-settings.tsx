/** Which key does what: two profiles, each key to be changed, conflicts told. */
import { type KeyboardEvent, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { COMMANDS, type Command, placeOf } from '../keys/command.ts';
import { conflicts, type KeyChanges, keyMap, PROFILES } from '../keys/profiles.ts';
import { mayBeBound, strokeOf, strokeText } from '../keys/stroke.ts';
import { useSettings } from '../parts/key-cap.tsx';
import { Radios } from './radios.tsx';

/** The name of a command, in the words of the strip. */
export function useCommandName(): (command: Command) => string {
  const { t } = useText();
  return (command) => {
    const place = placeOf(command);
    if (place === 0) return t(`op.command.${command as Exclude<Command, `${string}${Digit}`>}`);
    return t(command.startsWith('own') ? 'op.command.own' : 'op.command.answerNth', { place });
  };
}
type Digit = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

interface RowProps {
  readonly command: Command;
  readonly strokes: readonly string[];
  readonly shared: boolean;
  readonly changed: boolean;
  onStroke(stroke: string): void;
  onReset(): void;
}

function Row({ command, strokes, shared, changed, onStroke, onReset }: RowProps) {
  const { t } = useText();
  const name = useCommandName()(command);
  // The same sign on the numeric pad and elsewhere is one for the eye.
  const shown = [...new Set(strokes.map(strokeText))];
  const [listens, setListens] = useState(false);
  const [wrong, setWrong] = useState(false);
  const press = (event: KeyboardEvent): void => {
    if (!listens || event.key === 'Tab') return;
    const stroke = strokeOf(event);
    if (stroke === null) return;
    event.preventDefault();
    event.stopPropagation();
    const can = mayBeBound(stroke);
    setWrong(!can);
    if (!can) return;
    setListens(false);
    onStroke(stroke);
  };
  return (
    <tr data-wrong={shared || undefined}>
      <th scope="row">{name}</th>
      <td>
        <button
          type="button"
          className="op-stroke"
          aria-label={t('op.keys.change', { name, keys: shown.join(', ') || '–' })}
          data-listens={listens || undefined}
          onClick={() => setListens(true)}
          onKeyDown={press}
          onBlur={() => {
            setListens(false);
            setWrong(false);
          }}
        >
          {listens
            ? t('op.keys.press')
            : shown.length === 0
              ? '–'
              : shown.map((one) => (
                  <kbd key={one} className="op-key">
                    {one}
                  </kbd>
                ))}
        </button>
        {wrong ? <span className="field-problem"> {t('op.keys.browser')}</span> : null}
        {shared ? <span className="field-problem"> {t('op.keys.shared')}</span> : null}
      </td>
      <td>
        {changed ? (
          <button type="button" className="as-link" onClick={onReset}>
            {t('op.keys.reset')}
          </button>
        ) : null}
      </td>
    </tr>
  );
}

const without = (keys: KeyChanges, command: Command): KeyChanges =>
  Object.fromEntries(Object.entries(keys).filter(([name]) => name !== command));

export function KeySettings() {
  const { t } = useText();
  const [{ profile, keys }, change] = useSettings();
  const map = keyMap(profile, keys);
  const shared = new Set(conflicts(map).flatMap(([, commands]) => commands));
  return (
    <div className="form">
      <Radios
        label={t('op.profile')}
        value={profile}
        options={PROFILES.map((one) => [one, t(`op.profile.${one}`)] as const)}
        onChange={(one) => change({ profile: one })}
      />
      {shared.size === 0 ? null : (
        <p className="field-problem" role="alert">
          {t('op.keys.conflict', { count: shared.size })}
        </p>
      )}
      <table className="plain-table op-keys">
        <thead>
          <tr>
            <th scope="col">{t('op.keys.action')}</th>
            <th scope="col">{t('op.keys.key')}</th>
            <th scope="col">
              <button type="button" className="button quiet" onClick={() => change({ keys: {} })}>
                {t('op.keys.resetAll')}
              </button>
            </th>
          </tr>
        </thead>
        <tbody>
          {COMMANDS.map((command) => (
            <Row
              key={command}
              command={command}
              strokes={map[command]}
              shared={shared.has(command)}
              changed={keys[command] !== undefined}
              onStroke={(stroke) => change({ keys: { ...keys, [command]: [stroke] } })}
              onReset={() => change({ keys: without(keys, command) })}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
