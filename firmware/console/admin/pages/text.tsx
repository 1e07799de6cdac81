/** The whole document as text, with what was found beside its lines. */
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { type Base, changeText, draftNow, useDraft } from '../draft/draft.ts';
import { pathOfText } from '../draft/edits.ts';
import { editText, readText } from '../draft/text.ts';
import { useFindingText } from '../parts/findings.tsx';
import { TECHNICIANS } from '../roles.ts';
import { useMay } from '../session.ts';

/** The text that the changes make of the version in force. */
function textNow(current: Base | null): string {
  const { text, edits } = draftNow();
  return text ?? editText(current?.text ?? '', edits);
}

export default function TextPage() {
  const { t } = useText();
  const findingText = useFindingText();
  const current = useDraft((now) => now.current);
  const edits = useDraft((now) => now.edits);
  const ofText = useDraft((now) => now.text);
  const findings = useDraft((now) => now.findings);
  const mayEdit = useMay(TECHNICIANS);
  const [text, setText] = useState(() => textNow(current));
  const typing = useRef(false);
  const area = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: changes made elsewhere (undo, discard) show here
  useEffect(() => {
    if (!typing.current) setText(textNow(current));
    typing.current = false;
  }, [current, edits, ofText]);
  const reading = readText(text);
  const told = [
    ...reading.problems.map(({ line, what }) => ({
      line,
      severity: 'error',
      code: 'YAML',
      text: what,
      lang: 'en',
    })),
    ...findings.map((one) => {
      const { what, todo } = findingText(one);
      const line = reading.lineOf(pathOfText(one.path));
      return { line, severity: one.severity, code: one.code, text: `${what} ${todo}`, lang: undefined };
    }),
  ].sort((a, b) => a.line - b.line);
  const marked = new Map(told.map(({ line, severity }) => [line, severity]));
  const count = text.split('\n').length;

  const goTo = (line: number): void => {
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const end = text.indexOf('\n', start);
    area.current?.focus();
    area.current?.setSelectionRange(start, end < 0 ? text.length : end);
  };
  return (
    <>
      <p className="page-help">{t('text.help')}</p>
      {told.length === 0 ? null : (
        <ul className="findings">
          {told.map((one) => (
            <li key={`${one.line} ${one.code} ${one.text}`} className="finding" data-severity={one.severity}>
              <span className="finding-head">
                <button type="button" className="as-link" onClick={() => goTo(one.line)}>
                  {t('text.line', { line: one.line })}
                </button>
                <code>{one.code}</code>
              </span>
              <span lang={one.lang}>{one.text}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="editor">
        <div className="editor-lines" aria-hidden="true">
          {Array.from({ length: count }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <div key={i} data-severity={marked.get(i + 1)}>
              {i + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={area}
          aria-label={t('nav.text')}
          className="editor-text"
          style={{ height: `${count * 20 + 24}px` }}
          spellCheck={false}
          wrap="off"
          readOnly={!mayEdit}
          value={text}
          onChange={(event) => {
            typing.current = true;
            setText(event.target.value);
            changeText(event.target.value, readText(event.target.value).document);
          }}
        />
      </div>
    </>
  );
}
