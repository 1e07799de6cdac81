/** The keys along the bottom: what can be done now, and with which key. */
import { type TextKey, useText } from '../text/text.tsx';
import { useDesk, useOperator } from './context.ts';
import type { Desk } from './desk.ts';
import type { Command } from './keys/command.ts';
import { decide } from './orders.ts';
import { KeyCap, useKeyMap } from './parts/key-cap.tsx';

const STRIP: readonly (readonly [Command, TextKey])[] = [
  ['answer', 'op.key.answer'],
  ['enter', 'op.key.call'],
  ['send', 'op.key.send'],
  ['toggle', 'op.key.toggle'],
  ['join', 'op.key.join'],
  ['cancel', 'op.key.cancel'],
  ['release', 'op.key.release'],
  ['hold', 'op.key.hold'],
  ['park', 'op.key.park'],
  ['reserve', 'op.key.reserve'],
  ['campOn', 'op.key.campOn'],
  ['more', 'op.key.more'],
];

/** A key that would only be refused now is grey. */
export const possible = (desk: Desk, command: Command): boolean => decide(command, desk).kind !== 'refused';

function Key({ command, label }: { command: Command; label: TextKey }) {
  const { t } = useText();
  const { run } = useOperator();
  const can = useDesk((desk) => possible(desk, command));
  const pressed = useDesk((desk) => desk.pressed === command);
  const completes = useDesk(
    ({ view, line }) => line.text === '' && view?.source !== null && view?.destination !== null,
  );
  const shown = command === 'enter' && completes ? 'complete' : command;
  return (
    <button
      type="button"
      className="op-strip-key"
      data-command={command}
      data-can={can || undefined}
      data-pressed={pressed || undefined}
      aria-disabled={!can}
      tabIndex={-1}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => run(shown)}
    >
      <span>{t(shown === 'complete' ? 'op.key.complete' : label)}</span>
      <Cap command={command} completes={completes} />
    </button>
  );
}

/** One key for calling and connecting, or one for each, as the profile has it. */
function Cap({ command, completes }: { command: Command; completes: boolean }) {
  const map = useKeyMap();
  if (command !== 'enter' || map.enter.length > 0) return <KeyCap command={command} />;
  return <KeyCap command={completes ? 'complete' : 'call'} />;
}

export function Strip() {
  const { t } = useText();
  return (
    <div className="op-strip" role="toolbar" aria-label={t('op.strip')}>
      {STRIP.map(([command, label]) => (
        <Key key={command} command={command} label={label} />
      ))}
    </div>
  );
}
