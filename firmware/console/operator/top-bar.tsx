/** Who works here, how the link is, in which state the console is, and how many wait, always in sight. */
import { Mark } from '../brand.tsx';
import { type TextKey, useText } from '../text/text.tsx';
import { elapsed, useNow } from './clock.ts';
import { useDesk, useOperator, useView } from './context.ts';
import type { Command } from './keys/command.ts';
import { levelName, levelsNow } from './levels.ts';
import { KeyCap } from './parts/key-cap.tsx';

function Levels() {
  const { t } = useText();
  const view = useView((now) => now);
  const now = useNow();
  return (
    <ul className="op-levels" aria-label={t('op.levels')}>
      {levelsNow(view, now).map((level) => (
        <li
          key={level.key}
          className="op-level"
          data-waiting={level.waiting > 0 || undefined}
          data-urgent={level.urgent || undefined}
        >
          <span className="op-level-name">{levelName(level)}</span>
          <b>{level.waiting}</b>
          <span className="op-level-longest">
            {level.waiting === 0 ? '–' : elapsed(level.longestMs)}
            <span className="visually-hidden"> {t('op.longest')}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Toggle({ command, on, label }: { command: Command; on: boolean; label: TextKey }) {
  const { t } = useText();
  const { run } = useOperator();
  return (
    <button type="button" className="op-toggle" aria-pressed={on} onClick={() => run(command)}>
      {t(label)} <KeyCap command={command} />
    </button>
  );
}

/** As the calls of the console's groups are distributed now; of several groups only how the first one stands. */
function Distribution() {
  const { t } = useText();
  const { run } = useOperator();
  const first = useView((view) => view.groups[0]);
  const may = useView((view) => view.may.includes('consoleDistribute'));
  if (first === undefined) return null;
  const words = (
    <>
      <span className="visually-hidden">{t('op.distribution.of', { name: first.name || first.group })} </span>
      {t(`board.mode.${first.mode}`)} {first.byHand ? t('op.distribution.byHand') : t('op.distribution.auto')}
    </>
  );
  if (!may) return <span className="op-state">{words}</span>;
  return (
    <button type="button" className="op-toggle" onClick={() => run('distribute')}>
      {words} <KeyCap command="distribute" />
    </button>
  );
}

function Clock() {
  const { language } = useText();
  const now = useNow();
  const date = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', weekday: 'short' });
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <time className="op-clock" dateTime={new Date(now).toISOString().slice(0, 16)}>
      <b>{time.format(now)}</b> <span>{date.format(now)}</span>
    </time>
  );
}

export function LinkSign() {
  const { t } = useText();
  const link = useDesk((desk) => (desk.link === 'up' && desk.seat !== 'seated' ? 'connecting' : desk.link));
  return (
    <span className="link" data-state={link}>
      <span className="link-dot" aria-hidden="true" />
      <span className="link-state">{t(`link.${link}`)}</span>
    </span>
  );
}

export function TopBar() {
  const { t } = useText();
  const { run } = useOperator();
  const view = useView((now) => now);
  return (
    <header className="op-top">
      <h1>
        <Mark />
        <span>
          {view.consoleName}
          <small>
            {view.extension} · {view.operator}
          </small>
        </span>
      </h1>
      <Levels />
      <fieldset className="op-states" aria-label={t('op.state')}>
        <span className="op-state" data-state={view.suspended ? 'suspended' : view.state}>
          {t(view.suspended ? 'op.state.suspended' : `op.state.${view.state}`)}
        </span>
        <Toggle command="busy" on={view.state === 'unplugged'} label="op.busy" />
        <Toggle command="night" on={view.entityMode.mode === 'night'} label="op.night" />
        <Distribution />
      </fieldset>
      <span className="op-alarms" data-alarm={view.alarms > 0 || undefined}>
        {t('alarms.count', { count: view.alarms })}
      </span>
      <LinkSign />
      <Clock />
      <button type="button" className="op-tool" onClick={() => run('settings')}>
        {t('op.settings')}
      </button>
    </header>
  );
}
