/** Nine keys to which the operator gives a meaning: a level, an extension, a line to the outside, a held call, a number. */
import { useText } from '../text/text.tsx';
import { useDesk, useOperator, useView } from './context.ts';
import type { Desk } from './desk.ts';
import type { Command } from './keys/command.ts';
import { levelName } from './levels.ts';
import { KeyCap, useSettings } from './parts/key-cap.tsx';
import { LampSign } from './parts/lamp.tsx';
import { Pane } from './parts/pane.tsx';
import type { OwnKey } from './settings.ts';
import { TrunkSign } from './trunk-sign.tsx';

/** How many wait behind a level's key, or hang on a held call's. */
function countOf(desk: Desk, { kind, value }: OwnKey): number | null {
  if (kind === 'level') return desk.view?.waiting.filter(({ level }) => String(level) === value).length ?? 0;
  return kind === 'held' ? (desk.view?.held[Number(value) - 1] === undefined ? 0 : 1) : null;
}

function Sign({ own }: { own: OwnKey }) {
  const lamp = useDesk(({ lamps }) => lamps.get(own.value));
  const count = useDesk((desk) => countOf(desk, own));
  if (own.kind === 'trunk') return <TrunkSign name={own.value} />;
  if (count !== null) return <b className="op-own-count">{count}</b>;
  return lamp === undefined ? null : <LampSign lamp={lamp} words={false} />;
}

function Name({ own }: { own: OwnKey }) {
  const { t } = useText();
  const levels = useView((view) => view.levels);
  if (own.label !== '') return own.label;
  if (own.kind === 'held') return `${t('op.held')} ${own.value}`;
  const level = own.kind === 'level' ? levels.find(({ key }) => String(key) === own.value) : undefined;
  return level === undefined ? own.value : levelName(level);
}

export function OwnKeys() {
  const { t } = useText();
  const { run } = useOperator();
  const [{ own }] = useSettings();
  return (
    <Pane name="own" title={t('op.own')}>
      <ul className="op-own-keys">
        {own.map((one, i) => {
          const command = `own${i + 1}` as Command;
          return (
            <li key={command}>
              <button
                type="button"
                className="op-own-key"
                data-set={one !== null || undefined}
                onClick={() => run(one === null ? 'settings' : command)}
              >
                {one === null ? null : <Sign own={one} />}
                <span>{one === null ? t('op.own.none') : <Name own={one} />}</span>
                <KeyCap command={command} />
              </button>
            </li>
          );
        })}
      </ul>
    </Pane>
  );
}
