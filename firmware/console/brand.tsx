/** What every page has at its head: the mark, and the choice of the language. */
import { Radio, RadioGroup } from 'react-aria-components';
import { chooseLanguage, LANGUAGES, type Language, useText } from './text/text.tsx';

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'EN' };

/** Tip and ring: the two wires of every telephone line. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 44 28" aria-hidden="true" focusable="false">
      <path className="mark-tip" d="M2 8 C12 8 12 20 22 20 S32 8 42 8" />
      <path className="mark-ring" d="M2 20 C12 20 12 8 22 8 S32 20 42 20" />
    </svg>
  );
}

export function LanguageSwitch() {
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
