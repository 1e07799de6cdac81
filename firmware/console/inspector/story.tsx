/** The calls, and why each went as it went: every rule that decided, in plain words. */
import { Button } from 'react-aria-components';
import type { RecentCall } from '#web/protocol.ts';
import { useBench, useNumbers, useView, useWorld } from '../bench.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { causeText, sentence } from '../text/sentence.ts';
import { type Text, useText } from '../text/text.tsx';

const clock = (epochMs: number, language: string): string =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    epochMs,
  );

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

function ending(t: Text, call: RecentCall): string {
  const { record } = call;
  if (record === null) return t('story.goesOn');
  return causeText(t, record.cause);
}

function parties(call: RecentCall, up: string): string {
  const { record } = call;
  return record === null ? up : `${record.from || '?'} → ${record.to || record.dialled || '—'}`;
}

function useUpParties(call: RecentCall): string {
  const numberOf = useNumbers();
  const up = useWorld(({ picture }) => picture.calls.find((one) => one.call === call.call) ?? null);
  if (up === null) return call.call;
  const [from, to] = up.parties;
  const target = to === undefined ? up.dialled || '…' : numberOf(to.port);
  return `${from === undefined ? '?' : numberOf(from.port)} → ${target}`;
}

function CallChoice({ call, chosen }: { call: RecentCall; chosen: boolean }) {
  const { t, language } = useText();
  const bench = useBench();
  const up = useUpParties(call);
  return (
    <li>
      <Button
        className="call-choice"
        aria-pressed={chosen}
        data-up={call.record === null || undefined}
        onPress={() => bench.view.set({ call: call.call })}
      >
        <span className="call-parties">{parties(call, up)}</span>
        <span className="call-when">{clock(call.startedEpochMs, language)}</span>
        <span className="call-end">{ending(t, call)}</span>
      </Button>
    </li>
  );
}

function Lines({ call }: { call: RecentCall }) {
  const { t } = useText();
  const numberOf = useNumbers();
  return (
    <ol className="story-lines">
      {call.trace.map((line, i) => {
        const { text, known } = sentence(t, line);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a story only grows at its end
          <li key={i}>
            <span className="story-time">{seconds(line.sinceStartMs)}</span>
            <span className="story-who">{line.port === null ? '' : numberOf(line.port)}</span>
            <span className={known ? undefined : 'story-raw'}>{text}</span>
          </li>
        );
      })}
    </ol>
  );
}

export function Story() {
  const { t } = useText();
  const recent = useWorld(({ picture }) => picture.recent);
  const wished = useView((view) => view.call);
  const call = recent.find((one) => one.call === wished) ?? recent[0] ?? null;
  return (
    <section className="pane story" aria-labelledby="story-title">
      <h2 id="story-title">{t('story.title')}</h2>
      {call === null ? (
        <p className="pane-empty">{t('story.none')}</p>
      ) : (
        <div className="story-body">
          <ScrollRegion className="calls" label={t('story.calls')}>
            <ul>
              {recent.map((one) => (
                <CallChoice key={one.call} call={one} chosen={one === call} />
              ))}
            </ul>
          </ScrollRegion>
          <ScrollRegion className="story-scroll" label={t('story.why')}>
            <Lines call={call} />
          </ScrollRegion>
        </div>
      )}
    </section>
  );
}
