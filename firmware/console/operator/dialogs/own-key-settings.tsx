/** What each of the nine own keys stands for. */
import { ChoiceInput, TextInput } from '../../admin/parts/input.tsx';
import { useText } from '../../text/text.tsx';
import { useSettings } from '../parts/key-cap.tsx';
import { OWN_KINDS, type OwnKey, type OwnKind, withHoldPlaces } from '../settings.ts';

export function OwnKeySettings() {
  const { t } = useText();
  const [{ own }, change] = useSettings();
  const set = (place: number, key: OwnKey | null): void =>
    change({ own: withHoldPlaces(own.map((one, i) => (i === place ? key : one))) });
  return (
    <ol className="op-own-settings">
      {own.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what the key is known by
        <li key={i}>
          <ChoiceInput
            label={t('op.command.own', { place: i + 1 })}
            value={one?.kind ?? ''}
            options={[
              ['', t('op.own.none')],
              ...OWN_KINDS.map((kind) => [kind, t(`op.own.${kind}`)] as const),
            ]}
            onText={(kind) =>
              set(i, kind === '' ? null : { value: '', label: '', ...one, kind: kind as OwnKind })
            }
          />
          {one === null ? null : (
            <>
              {one.kind === 'held' ? null : (
                <TextInput
                  label={t(`op.own.${one.kind}.value`)}
                  value={one.value}
                  maxLength={64}
                  onText={(value) => set(i, { ...one, value })}
                />
              )}
              {one.kind === 'level' ? null : (
                <TextInput
                  label={t('op.own.label')}
                  value={one.label}
                  maxLength={16}
                  onText={(label) => set(i, { ...one, label })}
                />
              )}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
