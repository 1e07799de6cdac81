/** The one line that searches and dials. It has the focus whenever nothing else wants it. */
import { useEffect, useRef } from 'react';
import { useText } from '../text/text.tsx';
import { useDesk, useOperator } from './context.ts';
import type { DirectoryHit } from './contract.ts';
import { SEARCH_LINE } from './focus.ts';
import { KeyCap, useKeyMap } from './parts/key-cap.tsx';
import { LampSign } from './parts/lamp.tsx';
import { WakeUpSign } from './parts/wake-up-sign.tsx';

const HITS = 'search-hits';
const hitId = (i: number): string => `search-hit-${i}`;

/** The part that was found, in a field that is on the screen. */
function Found({ hit, field }: { hit: DirectoryHit; field: 'number' | 'name' | 'department' }) {
  const text = hit[field];
  const { field: where, from, to } = hit.found;
  // Pinyin is what a name sounds like; the place told is that in the name.
  if (where !== field && !(where === 'pinyin' && field === 'name')) return text;
  return (
    <>
      {text.slice(0, from)}
      <mark>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  );
}

function Hit({ hit, place }: { hit: DirectoryHit; place: number }) {
  const { t } = useText();
  const { highlight, run } = useOperator();
  const chosen = useDesk(({ line }) => line.highlight === place && (line.moved || line.text !== ''));
  const lamp = useDesk(({ lamps }) => lamps.get(hit.number)) ?? hit.lamp;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search line holds the focus and has the keys (ARIA combobox)
    <div
      ref={row}
      id={hitId(place)}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className="op-hit"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        highlight(place);
        run('call');
      }}
    >
      <span className="op-number op-hit-number">
        <Found hit={hit} field="number" />
      </span>
      <span className="op-hit-name">
        <Found hit={hit} field="name" />
        {hit.important ? <span className="op-tag">{t('op.important')}</span> : null}
        <WakeUpSign number={hit.number} />
      </span>
      <span className="op-hit-department">
        <Found hit={hit} field="department" />
        {hit.shortCode === '' ? null : <span className="op-number"> {hit.shortCode}</span>}
      </span>
      {hit.library === 'long-distance' ? (
        <span className="op-lamp">{t('op.library.long-distance')}</span>
      ) : (
        <LampSign lamp={lamp} />
      )}
    </div>
  );
}

function Hits() {
  const { t } = useText();
  const hits = useDesk(({ line }) => line.hits);
  const text = useDesk(({ line }) => line.text.trim());
  const waits = useDesk(({ line }) => line.asked !== line.answered);
  return (
    <div className="op-hits-frame">
      <div className="op-hits" id={HITS} role="listbox" aria-label={t('op.hits.label')} aria-busy={waits}>
        {hits.map((hit, i) => (
          <Hit key={`${hit.id} ${hit.number}`} hit={hit} place={i} />
        ))}
      </div>
      {hits.length === 0 && text !== '' && !waits ? <p className="pane-empty">{t('op.hits.none')}</p> : null}
    </div>
  );
}

export function SearchLine() {
  const { t } = useText();
  const { type, highlight } = useOperator();
  const line = useDesk((desk) => desk.line);
  const { enter } = useKeyMap();
  const active = line.hits.length > 0 && (line.moved || line.text !== '');
  return (
    <section className="op-pane op-search" aria-label={t('op.search')}>
      <div className="op-search-row">
        <input
          id={SEARCH_LINE}
          className="op-search-input"
          role="combobox"
          aria-label={t('op.search')}
          aria-expanded={line.hits.length > 0}
          aria-controls={HITS}
          aria-autocomplete="list"
          aria-activedescendant={active ? hitId(line.highlight) : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          placeholder={t('op.search.placeholder')}
          value={line.text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (by === 0 || event.nativeEvent.isComposing || event.altKey) return;
            event.preventDefault();
            highlight(line.moved || line.text !== '' ? line.highlight + by : 0);
          }}
        />
        <span className="op-search-keys">
          <span className="op-hits-count">
            {t(line.text.trim() === '' ? 'op.hits.last' : 'op.hits', { count: line.hits.length })}
          </span>
          <KeyCap command={enter.length > 0 ? 'enter' : 'call'} /> {t('op.key.call')}{' '}
          <KeyCap command="cancel" /> {t('op.key.clear')}
        </span>
      </div>
      <Hits />
    </section>
  );
}
