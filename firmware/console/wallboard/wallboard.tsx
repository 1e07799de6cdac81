/** What hangs on the wall of the operators' room, at `/wallboard`: to be read from the other end of it. */
import '../styles/admin.css';
import '../styles/admin-form.css';
import '../styles/wallboard.css';
import { useEffect } from 'react';
import { SessionGate } from '../admin/doors/gate.tsx';
import { Mark } from '../brand.tsx';
import { elapsed, runClock, useNow } from '../operator/clock.ts';
import type { BoardView } from '../operator/contract.ts';
import { levelName } from '../operator/levels.ts';
import { operatorEn } from '../text/en.operator.ts';
import { pagesEn } from '../text/en.pages.ts';
import { addTexts, useText } from '../text/text.tsx';
import { operatorZhCN } from '../text/zh-CN.operator.ts';
import { pagesZhCN } from '../text/zh-CN.pages.ts';
import { connectBoard, useBoard } from './board.ts';

addTexts({ 'zh-CN': { ...pagesZhCN, ...operatorZhCN }, en: { ...pagesEn, ...operatorEn } });

type Group = BoardView['groups'][number];
type Level = Group['levels'][number];

function LevelRow({ level }: { level: Level }) {
  const { t } = useText();
  const now = useNow();
  const { longestSinceEpochMs } = level;
  return (
    <li
      className="wall-level"
      data-waiting={level.waiting > 0 || undefined}
      data-urgent={level.urgent > 0 || undefined}
    >
      <span className="wall-level-name">{levelName(level)}</span>
      <b>{level.waiting}</b>
      <span>{longestSinceEpochMs === null ? '–' : elapsed(now - longestSinceEpochMs)}</span>
      <span className="wall-urgent">{level.urgent === 0 ? '' : `${level.urgent} ${t('board.urgent')}`}</span>
    </li>
  );
}

function GroupBoard({ group }: { group: Group }) {
  const { t } = useText();
  const { answered, answeredInThreeRings, lost } = group;
  return (
    <section className="wall-group" data-state={group.state} aria-label={group.name}>
      <div className="wall-group-head">
        <h2>{group.name || group.group}</h2>
        <span>
          {t(`board.group.${group.state}`)} · {t(`board.mode.${group.mode}`)}
        </span>
      </div>
      <div className="wall-columns" aria-hidden="true">
        <span />
        <span>{t('board.waiting')}</span>
        <span>{t('board.longest')}</span>
        <span />
      </div>
      <ul className="wall-levels">
        {group.levels.map((level) => (
          <LevelRow key={level.key} level={level} />
        ))}
      </ul>
      <dl className="wall-figures">
        <div>
          <dt>{t('board.target')}</dt>
          <dd>{answered === 0 ? '–' : `${Math.round((100 * answeredInThreeRings) / answered)}%`}</dd>
        </div>
        <div>
          <dt>{t('board.answered')}</dt>
          <dd>{answered}</dd>
        </div>
        <div>
          <dt>{t('board.lost')}</dt>
          <dd>{lost}</dd>
        </div>
      </dl>
    </section>
  );
}

function Consoles({ consoles }: { consoles: BoardView['consoles'] }) {
  const { t } = useText();
  return (
    <section className="wall-consoles" aria-labelledby="consoles">
      <h2 id="consoles">{t('board.consoles')}</h2>
      <ul>
        {consoles.map(({ console, name, operator, state, suspended }) => (
          <li key={console} data-state={suspended ? 'suspended' : state}>
            <b>{name}</b>
            <span>{operator || t('board.nobody')}</span>
            <span className="wall-state">{t(suspended ? 'op.state.suspended' : `op.state.${state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Board() {
  const { t, language } = useText();
  const now = useNow();
  const link = useBoard((state) => state.link);
  const board = useBoard((state) => state.board);
  useEffect(connectBoard, []);
  useEffect(runClock, []);
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <main className="wall" data-link={link}>
      <header className="wall-head">
        <h1>
          <Mark /> <span className="wordmark">tipring</span>
        </h1>
        <span className="link" data-state={link}>
          <span className="link-dot" aria-hidden="true" />
          {t(`link.${link}`)}
        </span>
        <time dateTime={new Date(now).toISOString().slice(0, 16)}>{time.format(now)}</time>
      </header>
      {board !== null && board.groups.length === 0 ? <p className="wall-empty">{t('board.empty')}</p> : null}
      <div className="wall-groups">
        {board?.groups.map((group) => (
          <GroupBoard key={group.group} group={group} />
        ))}
      </div>
      {board === null ? null : <Consoles consoles={board.consoles} />}
    </main>
  );
}

export default function Wallboard() {
  return <SessionGate title="board.title">{() => <Board />}</SessionGate>;
}
