/** The page's words: catalogues as data, chosen at run time. */
import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { I18nProvider, useLingui } from '@lingui/react';
import { type ReactNode, useEffect, useState } from 'react';
import { I18nProvider as AriaLocale } from 'react-aria-components';
import { en } from './en.ts';
import type { AdminKey } from './zh-CN.admin.ts';
import type { OperatorKey } from './zh-CN.operator.ts';
import type { PhoneKey } from './zh-CN.phone.ts';
import { type Catalogue, type MessageKey, zhCN } from './zh-CN.ts';

export type Language = 'zh-CN' | 'en';
export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { 'zh-CN': zhCN, en };
const REMEMBERED = 'tipring.language';

i18n.setMessagesCompiler(compileMessage);
// Copies: what is loaded later is put into them.
i18n.load({ 'zh-CN': { ...CATALOGUES['zh-CN'] }, en: { ...CATALOGUES.en } });

/** As chosen before; else the first of the browser's languages that we speak; else Chinese. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(REMEMBERED);
  if (chosen === 'zh-CN' || chosen === 'en') return chosen;
  for (const wish of navigator.languages) {
    if (wish.startsWith('zh')) return 'zh-CN';
    if (wish.startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

i18n.activate(firstLanguage());

export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(i18n.locale);
  useEffect(() => i18n.on('change', () => setLanguage(i18n.locale)), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <I18nProvider i18n={i18n}>
      <AriaLocale locale={language}>{children}</AriaLocale>
    </I18nProvider>
  );
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(REMEMBERED, language);
  i18n.activate(language);
}

/** Texts of a part of the page that is loaded later. */
export function addTexts(texts: Readonly<Record<Language, Readonly<Record<string, string>>>>): void {
  i18n.load({ 'zh-CN': { ...texts['zh-CN'] }, en: { ...texts.en } });
}

/** The title of the window, in the language of the moment. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

export type TextKey = MessageKey | AdminKey | OperatorKey | PhoneKey;
export type Text = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function useText(): { readonly t: Text; readonly language: Language } {
  const lingui = useLingui();
  return {
    t: (key, values) => lingui.i18n._(key, values === undefined ? undefined : { ...values }),
    language: lingui.i18n.locale as Language,
  };
}

/** A key made of a changing part, such as a fault's code: null when no catalogue has it. */
export const knownKey = (key: string): TextKey | null => (key in i18n.messages ? (key as TextKey) : null);

/** Text of an alarm's code; codes of one family (`TR-PLAN-003`) may share the one of `TR-PLAN`. */
export const alarmKey = (code: string, ending: '' | '.todo'): TextKey | null =>
  knownKey(`alarm.${code}${ending}`) ?? knownKey(`alarm.${code.replace(/-\d+$/, '')}${ending}`);
