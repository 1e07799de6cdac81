/** Which console to sit down at. */
import type { Person } from '#web/protocol/session.ts';
import { Problem } from '../admin/parts/problem.tsx';
import { useAsked } from '../admin/parts/use-asked.ts';
import { logOut } from '../admin/session.ts';
import { LanguageSwitch, Mark } from '../brand.tsx';
import { useText } from '../text/text.tsx';
import type { DeskConsole } from './contract.ts';
import { chooseConsole } from './place.ts';
import { PracticeChoice } from './practice-choice.tsx';

export function Choose({ person }: { person: Person }) {
  const { t } = useText();
  const asked = useAsked<readonly DeskConsole[]>('/api/desk/consoles');
  return (
    <div className="door">
      <header className="door-head">
        <span className="brand">
          <Mark />
          <span className="wordmark">tipring</span>
        </span>
        <LanguageSwitch />
      </header>
      <main className="door-main">
        <h1>{t('op.choose')}</h1>
        {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
        {asked.value === null ? null : asked.value.length === 0 ? <p>{t('op.choose.none')}</p> : null}
        <ul className="op-consoles">
          {(asked.value ?? []).map(({ id, name, operator }, i) => (
            <li key={id}>
              <button
                type="button"
                className="op-choice"
                disabled={operator !== null && operator !== person.name}
                // biome-ignore lint/a11y/noAutofocus: the page asks one question
                autoFocus={i === 0}
                onClick={() => chooseConsole(id)}
              >
                <b className="op-number">{id}</b>
                <span>{name}</span>
                <span>{operator === null ? t('op.choose.free') : operator}</span>
              </button>
            </li>
          ))}
        </ul>
        <PracticeChoice person={person} />
        <button type="button" className="as-link" onClick={() => void logOut()}>
          {t('op.choose.leave', { name: person.displayName || person.name })}
        </button>
      </main>
    </div>
  );
}
