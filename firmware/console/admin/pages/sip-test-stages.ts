/** What a test call of a trunk has come to, as sentences in their order; each is said once. */
import type { SipTest } from '#web/protocol/sip-test.ts';
import type { sipTestZhCN } from '../../text/zh-CN.sip-test.ts';

type TextKey = keyof typeof sipTestZhCN;

export interface Sentence {
  readonly key: TextKey;
  readonly values: Readonly<Record<string, string | number>>;
}

const CODECS = { PCMA: 'G.711 A', PCMU: 'G.711 µ', G722: 'G.722', opus: 'Opus' } as const;

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
const percent = (share: number | null): string => ((share ?? 0) * 100).toFixed(1);
const sentence = (key: TextKey, values: Sentence['values'] = {}): Sentence => ({ key, values });

function sent({ sentMs, sent: digits, caller }: SipTest): Sentence[] {
  if (sentMs === null || digits === null) return [sentence('sip.test.trying')];
  const values = { seconds: seconds(sentMs), digits };
  if (caller === null) return [sentence('sip.test.sentHidden', values)];
  return [
    caller === '' ? sentence('sip.test.sent', values) : sentence('sip.test.sentAs', { ...values, caller }),
  ];
}

function answered({ answeredMs, codec, encrypted }: SipTest): Sentence[] {
  if (answeredMs === null) return [];
  const values = { seconds: seconds(answeredMs), codec: codec === null ? '?' : CODECS[codec] };
  return [sentence(encrypted === true ? 'sip.test.answeredSecret' : 'sip.test.answered', values)];
}

/** While it goes on: not to be read aloud each second. */
export function hearing({ end, heard }: SipTest): Sentence | null {
  if (end !== null || heard === null) return null;
  return sentence('sip.test.hearing', { packets: heard.packets, loss: percent(heard.lossShare) });
}

function heardAtAll({ heard, answeredMs }: SipTest): Sentence[] {
  if (heard === null) return [];
  if (heard.packets === 0) return answeredMs === null ? [] : [sentence('sip.test.nothing')];
  const { packets, lossShare, levelDbm0 } = heard;
  const came = sentence('sip.test.heard', { packets, loss: percent(lossShare) });
  const silent = answeredMs !== null && lossShare !== null && levelDbm0 === null;
  return silent ? [came, sentence('sip.test.onlySilence')] : [came];
}

function ended(test: SipTest): Sentence[] {
  const { end, status, words, advice } = test;
  if (end === null) return [];
  return [
    ...heardAtAll(test),
    ...(status === null ? [] : [sentence('sip.test.carrier', { status: String(status), words })]),
    sentence(`sip.test.end.${end}`),
    ...(advice === 'none' ? [] : [sentence(`sip.test.advice.${advice}`)]),
  ];
}

export function stagesOf(test: SipTest): readonly Sentence[] {
  const { ringingMs, earlyMs } = test;
  const onTheWay = [
    ...(ringingMs === null ? [] : [{ at: ringingMs, key: 'sip.test.ringing' as const }]),
    ...(earlyMs === null ? [] : [{ at: earlyMs, key: 'sip.test.early' as const }]),
  ].sort((a, b) => a.at - b.at);
  return [
    ...sent(test),
    ...(test.routed ? [] : [sentence('sip.test.unrouted')]),
    ...onTheWay.map(({ at, key }) => sentence(key, { seconds: seconds(at) })),
    ...answered(test),
    ...ended(test),
  ];
}
