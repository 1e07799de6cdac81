/** The head of the page: whose it is, whether both links stand, how the lines are, and the language. */
import { Radio, RadioGroup } from 'react-aria-components';
import { useWorld } from './bench.tsx';
import { Icon } from './icon.tsx';
import type { LinkState } from './link/keep-connected.ts';
import { chooseLanguage, LANGUAGES, type Language, useText } from './text/text.tsx';
import type { MessageKey } from './text/zh-CN.ts';

const LINK_TEXT: Readonly<Record<LinkState | 'none', MessageKey>> = {
  up: 'link.up',
  connecting: 'link.connecting',
  down: 'link.down',
  none: 'link.none',
};
const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'EN' };

/** Tip and ring: the two wires of every telephone line. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 44 28" aria-hidden="true" focusable="false">
      <path className="mark-tip" d="M2 8 C12 8 12 20 22 20 S32 8 42 8" />
      <path className="mark-ring" d="M2 20 C12 20 12 8 22 8 S32 20 42 20" />
    </svg>
  );
}

function Link({ name, state }: { name: string; state: LinkState | 'none' }) {
  const { t } = useText();
  return (
    <span className="link" data-state={state}>
      <span className="link-dot" aria-hidden="true" />
      <span>{name}</span>
      <span className={state === 'up' ? 'visually-hidden' : 'link-state'}>{t(LINK_TEXT[state])}</span>
    </span>
  );
}

function LanguageSwitch() {
  const { t, language } = useText();
  return (
    <RadioGroup
      className="language"
      aria-label={t('page.language')}
      orientation="horizontal"
      value={language}
      onChange={(chosen) => chooseLanguage(chosen as Language)}
    >
      {LANGUAGES.map((one) => (
        <Radio key={one} value={one} lang={one}>
          {LANGUAGE_NAMES[one]}
        </Radio>
      ))}
    </RadioGroup>
  );
}

export function Masthead() {
  const { t } = useText();
  const health = useWorld(({ picture }) => picture.health);
  const alarms = useWorld(({ picture }) => picture.alarms.length);
  const exchangeLink = useWorld((w) => w.exchangeLink);
  const benchLink = useWorld((w) => w.benchLink);
  const dialTone = health.dialToneAfterMs;
  return (
    <header className="masthead">
      <a className="skip" href="#telephones">
        {t('page.skip')}
      </a>
      <h1>
        <Mark />
        <span className="wordmark">tipring</span>
        <span className="wordmark-aside">{t('page.bench')}</span>
      </h1>
      <div className="status">
        <Link name={t('link.exchange')} state={exchangeLink} />
        <Link name={t('link.bench')} state={benchLink} />
        <span className="status-item" data-warn={health.status === 'degraded' || undefined}>
          {t('health.lines', { inService: health.lines.inService, total: health.lines.total })}
        </span>
        {dialTone === null ? null : (
          <span className="status-item status-extra">
            {t('health.dialTone', { seconds: (dialTone / 1000).toFixed(1) })}
          </span>
        )}
        <span className="status-item" data-alarm={alarms > 0 || undefined}>
          {t('alarms.count', { count: alarms })}
        </span>
      </div>
      <a
        className="journal"
        href="/api/journal"
        download
        aria-label={t('journal.save')}
        title={t('journal.save')}
      >
        <Icon name="save" />
      </a>
      <LanguageSwitch />
    </header>
  );
}
