/** The console itself: everything on one screen, the search line in the middle of it. */
import { lazy, Suspense, useEffect } from 'react';
import { type Store, useStore } from '../store.ts';
import { knownKey, useText, useTitle } from '../text/text.tsx';
import { Announcer } from './announcer.tsx';
import { Cards } from './cards.tsx';
import { nowEpochMs, runClock } from './clock.ts';
import { useDesk, useOperator, useView } from './context.ts';
import { focusLine } from './focus.ts';
import { Held, Staged } from './held.tsx';
import { useKeyboard } from './keyboard.ts';
import { OwnKeys } from './own-keys.tsx';
import { chooseConsole } from './place.ts';
import { PracticeBar } from './practice.tsx';
import { PromptLine, StatusBar } from './prompt-line.tsx';
import { ScoreSheet } from './score-sheet.tsx';
import { SearchLine } from './search-line.tsx';
import type { Settings } from './settings.ts';
import { play, soundDue } from './sound.ts';
import { Strip } from './strip.tsx';
import { Side } from './tabs/side.tsx';
import { TicketEditor } from './ticket-editor.tsx';
import { TopBar } from './top-bar.tsx';
import { WaitingList } from './waiting-list.tsx';

const Dialogs = lazy(() => import('./dialogs/dialogs.tsx'));
/** A ring and its silence; a beep comes at every fifth of them. */
const RING_MS = 2_000;
const BEEP_EVERY = 5;

function useSound(settings: Store<Settings>): void {
  const { desk } = useOperator();
  useEffect(() => {
    let turn = 0;
    let waiting = 0;
    const sound = (): void => {
      const due = soundDue(desk.get().view, settings.get(), nowEpochMs());
      turn = due === 'nothing' ? 0 : turn + 1;
      if (due === 'ring' || (due === 'beep' && turn % BEEP_EVERY === 1)) play(due, settings.get().volume);
    };
    let timer = setInterval(sound, RING_MS);
    // The first ring comes with the call, not with the next turn.
    const endWatch = desk.watch(() => {
      const now = desk.get().view?.waiting.length ?? 0;
      const first = waiting === 0 && now > 0;
      waiting = now;
      if (!first) return;
      clearInterval(timer);
      timer = setInterval(sound, RING_MS);
      sound();
    });
    return () => {
      endWatch();
      clearInterval(timer);
    };
  }, [desk, settings]);
}

/** A click into nothing does not take the focus from the search line. */
function useFocusKept(): void {
  const open = useDesk((desk) => desk.open);
  useEffect(() => {
    if (open !== null) return;
    focusLine();
    const back = (): void => {
      setTimeout(() => {
        if (document.activeElement === document.body) focusLine();
      });
    };
    addEventListener('pointerup', back);
    addEventListener('focus', back);
    return () => {
      removeEventListener('pointerup', back);
      removeEventListener('focus', back);
    };
  }, [open]);
}

function Desk({ settings }: { settings: Store<Settings> }) {
  const operator = useOperator();
  const waiting = useView((view) => view.waiting.length);
  const name = useView((view) => view.consoleName);
  const open = useDesk((desk) => desk.open);
  const link = useDesk((desk) => (desk.link === 'up' && desk.seat === 'seated' ? 'up' : 'down'));
  useTitle(waiting === 0 ? `${name} · tipring` : `(${waiting}) ${name} · tipring`);
  useKeyboard(operator, settings);
  useSound(settings);
  useFocusKept();
  return (
    <div className="op" data-link={link}>
      <div>
        <TopBar />
        <PracticeBar />
      </div>
      <main className="op-main">
        <WaitingList />
        <div className="op-centre">
          <Cards />
          <SearchLine />
          <TicketEditor />
          <div className="op-kept">
            <Held />
            <Staged />
          </div>
        </div>
        <div className="op-right">
          <Side />
          <OwnKeys />
        </div>
      </main>
      <footer className="op-foot">
        <PromptLine />
        <Strip />
        <StatusBar />
      </footer>
      {open === null ? null : (
        <Suspense>
          <Dialogs open={open} />
        </Suspense>
      )}
    </div>
  );
}

/** Not at the desk: still on the way, refused, or another window works here. */
function Door() {
  const { t } = useText();
  const { takeBack } = useOperator();
  const seat = useDesk((desk) => desk.seat);
  const code = useDesk((desk) => desk.refused);
  const why = knownKey(`op.refused.${code}`);
  if (seat === 'taken' || seat === 'refused') {
    return (
      <main className="door">
        <div className="door-main" role="alert">
          <h1>{t(seat === 'taken' ? 'op.taken' : 'op.refused')}</h1>
          <p>{seat === 'taken' ? t('op.taken.help') : why === null ? code : t(why)}</p>
          <button
            type="button"
            className="button primary wide"
            // biome-ignore lint/a11y/noAutofocus: the page asks one question
            autoFocus
            onClick={seat === 'taken' ? takeBack : () => chooseConsole(null)}
          >
            {t(seat === 'taken' ? 'op.taken.back' : 'op.choose')}
          </button>
        </div>
      </main>
    );
  }
  return (
    <main className="door-wait">
      <h1 className="visually-hidden">{t('op.title')}</h1>
      {t('op.sitting')}
    </main>
  );
}

export function Screen({ settings }: { settings: Store<Settings> }) {
  const operator = useOperator();
  const own = useStore(settings, (now) => now.own);
  useEffect(runClock, []);
  useEffect(() => operator.desk.set({ own }), [operator, own]);
  const here = useDesk(({ view, seat }) => view !== null && seat !== 'taken' && seat !== 'refused');
  const score = useDesk(({ training }) => training?.score ?? null);
  return (
    <>
      {score !== null ? <ScoreSheet score={score} /> : here ? <Desk settings={settings} /> : <Door />}
      <Announcer />
    </>
  );
}
