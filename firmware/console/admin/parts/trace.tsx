/** Why a call went as it went, rule by rule. */
import { sentence } from '../../text/sentence.ts';
import { useText } from '../../text/text.tsx';
import { useLive } from '../live.ts';

interface Line {
  readonly atMs: number;
  readonly who: string | null;
  readonly rule: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

export function TraceList({ lines }: { lines: readonly Line[] }) {
  const { t } = useText();
  const ports = useLive((now) => now.picture.lines);
  const nameOf = (port: string | null): string => {
    const line = ports.find((one) => one.port === port);
    return line?.number || line?.name || port || '';
  };
  return (
    <ol className="trace">
      {lines.map((line, i) => {
        const { text, known } = sentence(t, line);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a story that is told does not change
          <li key={i}>
            <span className="trace-time">{(line.atMs / 1000).toFixed(2)}</span>
            <span className="trace-who">{nameOf(line.who)}</span>
            <span className={known ? undefined : 'mono'}>{text}</span>
          </li>
        );
      })}
    </ol>
  );
}
