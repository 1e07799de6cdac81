/** What the command says, in the language of whoever asks. Rules of a trace come from the page's catalogue. */
import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Finding } from '#ports/configuration.ts';
import { en } from '../../firmware/console/text/en.ts';
import { zhCN } from '../../firmware/console/text/zh-CN.ts';

export type Language = 'zh-CN' | 'en';

const OWN = {
  en: {
    good: 'nothing is wrong: {extensions} telephones, {trunks} exchange lines',
    errors: '{errors} errors, {warnings} warnings',
    error: 'error',
    warning: 'warning',
    todo: 'what to do',
    rings: 'rings',
    sent: 'sent on',
    outcome: 'outcome',
    'outcome.rings': 'it rings',
    'outcome.outside': 'it goes outside',
    'outcome.tone': 'a tone says no',
    'outcome.guide': 'a voice guide is heard',
    'outcome.nothing': 'nothing happens',
    cause: 'cause',
    proved:
      '{calls} emergency calls tried in {ms} ms: {failures, plural, =0 {every one gets out} other {# and more do not get out}}',
    failure:
      '{extension} dials {number} in mode {mode}, {without, select, none {with all exchange lines} other {without {without}}}: does not get out',
  },
  'zh-CN': {
    good: '没有错误：{extensions} 部话机，{trunks} 条外线',
    errors: '{errors} 个错误，{warnings} 个警告',
    error: '错误',
    warning: '警告',
    todo: '怎么办',
    rings: '振铃',
    sent: '发往',
    outcome: '结果',
    'outcome.rings': '振铃',
    'outcome.outside': '呼出到外线',
    'outcome.tone': '听到拒绝音',
    'outcome.guide': '听到语音提示',
    'outcome.nothing': '没有反应',
    cause: '原因',
    proved: '{ms} 毫秒内试了 {calls} 个紧急呼叫：{failures, plural, =0 {全部打通} other {至少 # 个打不通}}',
    failure:
      '{extension} 在 {mode} 模式下拨 {number}，{without, select, none {全部外线可用} other {缺 {without}}}：打不通',
  },
} as const;

export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** Texts of a language; a key that no catalogue has is shown as it is. */
export function wordsOf(language: Language): Say {
  const i18n = setupI18n();
  i18n.setMessagesCompiler(compileMessage);
  i18n.load(language, { ...(language === 'en' ? en : zhCN), ...OWN[language] });
  i18n.activate(language);
  return (key, values) => i18n._(key, values === undefined ? undefined : { ...values });
}

/** A rule of a trace as a sentence, as the page's "why" view has it. */
export function sentence(say: Say, rule: string, facts: Readonly<Record<string, string | number>>): string {
  const words = { ...facts };
  if (facts.state !== undefined) words.state = say(`state.${facts.state}`);
  if (facts.cause !== undefined) words.cause = say(`cause.${Number.parseInt(String(facts.cause), 10)}`);
  // An exchange line rings before it tells who calls.
  if (facts.from === '') words.from = say('story.notYetKnown');
  const text = say(`why.${rule}`, words);
  return text === `why.${rule}`
    ? [rule, ...Object.entries(facts).map((fact) => fact.join(' '))].join(' · ')
    : text;
}

/** What is wrong and what to do, in the words of the page; a code that it does not know in the checker's own. */
export function findingText(
  say: Say,
  { code, what, todo, facts }: Finding,
): { readonly what: string; readonly todo: string } {
  const text = (key: string, own: string): string => {
    const known = say(key, facts);
    return known === key ? own : known;
  };
  return { what: text(`finding.${code}`, what), todo: text(`finding.${code}.todo`, todo) };
}

/** `--language`, else LANG as POSIX has it. */
export const languageOf = (wanted: string | undefined, environment: NodeJS.ProcessEnv): Language =>
  /^zh/i.test(wanted ?? environment.LC_ALL ?? environment.LANG ?? '') ? 'zh-CN' : 'en';
