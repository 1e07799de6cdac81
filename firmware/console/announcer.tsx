/** Tells a screen reader what happens on the bench: one polite sentence per event. */
import { useEffect, useRef, useState } from 'react';
import { useBench, useNumbers } from './bench.tsx';
import { knownKey, type Text, useText } from './text/text.tsx';
import type { World } from './world.ts';

type Numbers = (port: string) => string;

function newRings(before: World, now: World, t: Text, numberOf: Numbers): string[] {
  const sentences: string[] = [];
  for (const phone of now.phones) {
    const old = before.phones.find(({ device }) => device === phone.device);
    const call = now.picture.calls.find(({ parties }) => parties.some(({ port }) => port === phone.port));
    const oldCall = before.picture.calls.find(({ call: name }) => name === call?.call);
    const alerting = call?.parties.some(({ port, state }) => port === phone.port && state === 'alerting');
    const wasAlerting = oldCall?.parties.some(
      ({ port, state }) => port === phone.port && state === 'alerting',
    );
    // The bell pauses between bursts; the call's own state says when ringing began.
    const begins = call === undefined ? phone.ringing && old?.ringing === false : alerting && !wasAlerting;
    if (!begins) continue;
    const caller = call?.parties.find(({ port }) => port !== phone.port);
    const number = numberOf(phone.port);
    sentences.push(
      caller === undefined
        ? t('say.ringsUnknown', { number })
        : t('say.rings', { number, caller: numberOf(caller.port) }),
    );
  }
  return sentences;
}

function callNews(before: World, now: World, t: Text, numberOf: Numbers): string[] {
  const sentences: string[] = [];
  for (const call of now.picture.calls) {
    const old = before.picture.calls.find((one) => one.call === call.call);
    const [from, to] = call.parties;
    const talk = (one: typeof call | undefined) =>
      one !== undefined && one.parties.length > 1 && one.parties.every(({ state }) => state === 'connected');
    if (from !== undefined && to !== undefined && talk(call) && !talk(old)) {
      sentences.push(t('say.talks', { from: numberOf(from.port), to: numberOf(to.port) }));
    }
  }
  for (const { call, record } of now.picture.recent) {
    const old = before.picture.recent.find((one) => one.call === call);
    if (record === null || old === undefined || old.record !== null) continue;
    const key = knownKey(`cause.${record.cause}`);
    const why = key === null ? t('story.cause', { cause: record.cause }) : t(key);
    sentences.push(t('say.ended', { from: record.from || '?', to: record.to || record.dialled || '?', why }));
  }
  return sentences;
}

function otherNews(before: World, now: World, t: Text): string[] {
  const sentences: string[] = [];
  for (const { code, where } of now.picture.alarms) {
    if (before.picture.alarms.some((old) => old.code === code && old.where === where)) continue;
    sentences.push(t('say.alarm', { code, where }));
  }
  if (before.exchangeLink === 'up' && now.exchangeLink === 'down') sentences.push(t('say.linkLost'));
  if (before.exchangeLink === 'connecting' && now.exchangeLink === 'up' && before.picture.lines.length > 0) {
    sentences.push(t('say.linkBack'));
  }
  if (now.refused !== null && now.refused !== before.refused) {
    sentences.push(t('say.refused', { what: now.refused.what }));
  }
  return sentences;
}

export function Announcer() {
  const { world } = useBench().link;
  const { t } = useText();
  const numberOf = useNumbers();
  const last = useRef(world.get());
  const [said, setSaid] = useState('');
  useEffect(
    () =>
      world.watch(() => {
        const before = last.current;
        const now = world.get();
        last.current = now;
        const news = [
          ...newRings(before, now, t, numberOf),
          ...callNews(before, now, t, numberOf),
          ...otherNews(before, now, t),
        ];
        if (news.length > 0) setSaid(news.join(' '));
      }),
    [world, t, numberOf],
  );
  return (
    <output className="visually-hidden" aria-live="polite" data-testid="announcer">
      {said}
    </output>
  );
}
