/** Many extensions at once. */
import { useState } from 'react';
import { useText } from '../../text/text.tsx';
import { change, useDraft } from '../draft/draft.ts';
import { isData, listAt } from '../draft/edits.ts';
import { useLive } from '../live.ts';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useNames } from '../schema/names.ts';
import { type BulkRows, pasted, rangeOf } from './bulk-rows.ts';
import { freePorts, nextNumber } from './sections.ts';

const PROBLEM_TEXT = {
  number: 'bulk.problem.number',
  taken: 'bulk.problem.taken',
  noPort: 'bulk.problem.noPort',
  portTaken: 'bulk.problem.portTaken',
} as const;
const SHOWN = ['number', 'name', 'port'] as const;

function Preview({ found }: { found: BulkRows }) {
  const { t } = useText();
  const names = useNames();
  if (found.rows.length + found.problems.length === 0) return null;
  return (
    <>
      <p role="status">{t('bulk.count', { count: found.rows.length })}</p>
      <ul className="bulk-problems">
        {found.problems.map(({ line, why }) => (
          <li key={line} className="field-problem">
            {t('bulk.line', { line })} {t(PROBLEM_TEXT[why])}
          </li>
        ))}
      </ul>
      {found.rows.length === 0 ? null : (
        <table className="plain-table">
          <thead>
            <tr>
              {SHOWN.map((one) => (
                <th key={one} scope="col">
                  {names.label(`extensions.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.rows.map((row) => (
              <tr key={String(row.number)}>
                {SHOWN.map((one) => (
                  <td key={one}>{String(row[one] ?? '')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

export function BulkExtensions({ onClose }: { onClose(): void }) {
  const { t } = useText();
  const document = useDraft((now) => now.document);
  const picture = useLive((now) => now.picture);
  const [first, setFirst] = useState(() => nextNumber(document));
  const free = freePorts(document, picture, 'fxs');
  const [last, setLast] = useState(() => String(Number(nextNumber(document)) + Math.max(0, free.length - 1)));
  const [named, setNamed] = useState<string>(() => t('bulk.telephone'));
  const [text, setText] = useState('');
  const used = listAt(document, ['extensions']).filter(isData);
  const office = {
    taken: new Set(used.map((one) => String(one.number))),
    takenPorts: new Set(used.map((one) => String(one.port))),
    free,
  };
  const found = text.trim() === '' ? rangeOf(first, last, named, office) : pasted(text, office);
  const add = (): void => {
    onClose();
    const edits = found.rows.map((value) => ({ op: 'add' as const, path: ['extensions'], value }));
    void change(edits).then(() => say(t('bulk.done', { count: found.rows.length })));
  };
  const input = (label: string, value: string, set: (now: string) => void) => (
    <label className="field">
      <span className="field-label">{label}</span>
      <input className="input" value={value} onChange={(event) => set(event.target.value)} />
    </label>
  );
  return (
    <Sheet title={t('bulk.open')} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (found.rows.length > 0) add();
        }}
      >
        <p className="note">{t('bulk.free', { count: free.length })}</p>
        <div className="row-of-fields">
          {input(t('bulk.first'), first, setFirst)}
          {input(t('bulk.last'), last, setLast)}
        </div>
        {input(t('bulk.named'), named, setNamed)}
        <label className="field">
          <span className="field-label">{t('bulk.paste')}</span>
          <textarea
            className="input"
            rows={5}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <span className="field-help">{t('bulk.pasteHelp')}</span>
        </label>
        <Preview found={found} />
        <div className="form-end">
          <button type="submit" className="button primary" disabled={found.rows.length === 0}>
            {t('bulk.add', { count: found.rows.length })}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {t('form.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
