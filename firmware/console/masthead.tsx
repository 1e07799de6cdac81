/** The head of the page: whose it is, whether both links stand, how the lines are, and the language. */
import { useWorld } from './bench.tsx';
import { LanguageSwitch, Mark } from './brand.tsx';
import { Icon } from './icon.tsx';
import type { LinkState } from './link/keep-connected.ts';
import { useText } from './text/text.tsx';
import type { MessageKey } from './text/zh-CN.ts';

const LINK_TEXT: Readonly<Record<LinkState | 'none', MessageKey>> = {
  up: 'link.up',
  connecting: 'link.connecting',
  down: 'link.down',
  none: 'link.none',
};

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
      <a className="to-admin" href="/admin">
        {t('page.admin')}
      </a>
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
