/** Faults on command: switches that break the simulated hardware behind the chosen port. */
import { Switch } from 'react-aria-components';
import type { BenchFault } from '#web/protocol.ts';
import { useBench, useWorld } from '../bench.tsx';
import { useText } from '../text/text.tsx';
import type { MessageKey } from '../text/zh-CN.ts';

/** Which telephone or line each fault is for; a reset happens once and has no off. */
const FAULTS: Readonly<Record<BenchFault, { text: MessageKey; for: 'card' | 'port' | 'fxs' | 'fxo' }>> = {
  'card-out': { text: 'fault.card-out', for: 'card' },
  'spi-errors': { text: 'fault.spi-errors', for: 'port' },
  'stuck-interrupt': { text: 'fault.stuck-interrupt', for: 'port' },
  'chip-reset': { text: 'fault.chip-reset', for: 'port' },
  'no-battery': { text: 'fault.no-battery', for: 'port' },
  'hook-bounce': { text: 'fault.hook-bounce', for: 'fxs' },
};

const cardOf = (port: string): string => port.split('/')[0]!;

export function Faults({ port, kind }: { port: string; kind: 'fxs' | 'fxo' }) {
  const { t } = useText();
  const bench = useBench();
  const faults = useWorld((w) => w.faults);
  const linked = useWorld((w) => w.benchLink === 'up');
  const entries = Object.entries(FAULTS) as [BenchFault, (typeof FAULTS)[BenchFault]][];
  return (
    <fieldset className="faults">
      <legend>{t('fault.title')}</legend>
      {entries
        .filter(([, { for: whom }]) => whom === 'card' || whom === 'port' || whom === kind)
        .map(([fault, { text, for: whom }]) => {
          const target = whom === 'card' ? cardOf(port) : port;
          const on = faults.some((one) => one.target === target && one.fault === fault);
          return (
            <Switch
              key={fault}
              className="fault"
              isSelected={on}
              isDisabled={!linked}
              onChange={(wished) => bench.command({ op: 'fault', target, fault, on: wished })}
            >
              <span className="fault-lever" aria-hidden="true">
                <span />
              </span>
              <span className="fault-text">
                {t(text)}
                {whom === 'card' ? <small>{t('fault.card', { card: target })}</small> : null}
              </span>
            </Switch>
          );
        })}
    </fieldset>
  );
}
