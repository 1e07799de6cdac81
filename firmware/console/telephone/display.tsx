/** The little display: caller ID while the bell rings, digits while dialling, the other party in a call. */
import type { BenchPhone, Line } from '#web/protocol.ts';
import { useNumbers, useWorld } from '../bench.tsx';
import { useText } from '../text/text.tsx';
import { Scope } from './scope.tsx';

interface Words {
  readonly small: string;
  readonly big: string;
  readonly aside: string;
}

function useCall(port: string) {
  return useWorld(
    ({ picture }) => picture.calls.find((one) => one.parties.some((p) => p.port === port)) ?? null,
  );
}

/** `MMDDHHMM` as the signal carries it. */
const clockOf = (dateTime: string): string =>
  /^\d{8}$/.test(dateTime) ? `${dateTime.slice(4, 6)}:${dateTime.slice(6, 8)}` : '';

function useWords(phone: BenchPhone, line: Line | null): Words {
  const { t } = useText();
  const call = useCall(phone.port);
  const numberOf = useNumbers();
  const ports = useWorld(({ picture }) => picture.lines);
  const kindOf = (port: string) => ports.find((one) => one.port === port)?.kind;
  const caller = phone.display;
  if (phone.ringing) {
    if (caller === null) return { small: t('display.incoming'), big: '• • •', aside: '' };
    return {
      small: caller.name || t('display.incoming'),
      big: caller.number || t('display.noNumber'),
      aside: clockOf(caller.dateTime),
    };
  }
  if (!phone.offHook) {
    const last = caller === null ? '' : `↙ ${caller.number}`;
    return { small: line?.name ?? '', big: line?.number || phone.port, aside: last };
  }
  const other = call?.parties.find(({ port }) => port !== phone.port);
  const me = call?.parties.find(({ port }) => port === phone.port);
  if (other !== undefined && other.state === 'connected' && me?.state === 'connected') {
    // Outside, the number says more than the line that carries it.
    const outside = numberOf(other.port);
    const far = call?.parties[0] === me ? call.dialled : (caller?.number ?? '');
    const number = kindOf(other.port) === 'fxo' && far !== '' ? far : outside;
    return { small: t('display.talking'), big: number, aside: number === outside ? '' : outside };
  }
  if (other?.state === 'alerting')
    return { small: t('display.calling'), big: call?.dialled || numberOf(other.port), aside: '' };
  return { small: t('display.dial'), big: call?.dialled || '—', aside: '' };
}

export function Display({ phone, line }: { phone: BenchPhone; line: Line | null }) {
  const words = useWords(phone, line);
  return (
    <div className="display" data-lit={phone.offHook || phone.ringing || undefined}>
      <span className="display-small">
        <span>{words.small}</span>
        <span>{words.aside}</span>
      </span>
      <span className="display-big" data-long={words.big.length > 8 || undefined}>
        {words.big}
      </span>
      <Scope device={phone.device} />
    </div>
  );
}
