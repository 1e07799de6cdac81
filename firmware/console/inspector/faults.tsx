/** Faults on command: switches that break the simulated hardware behind the chosen port. */
import { Button, Switch } from 'react-aria-components';
import type { BenchFault } from '#web/protocol.ts';
import { useBench, useWorld } from '../bench.tsx';
import { useText } from '../text/text.tsx';
import type { MessageKey } from '../text/zh-CN.ts';

/** Which telephone or line each fault is for; a reset happens once and has no off. */
const FAULTS: Readonly<Record<BenchFault, { text: MessageKey; for: 'card' | 'port' | 'fxs' }>> = {
  'card-out': { text: 'fault.card-out', for: 'card' },
  'spi-errors': { text: 'fault.spi-errors', for: 'card' },
  'stuck-interrupt': { text: 'fault.stuck-interrupt', for: 'port' },
  'chip-reset': { text: 'fault.chip-reset', for: 'port' },
  'no-battery': { text: 'fault.no-battery', for: 'port' },
  'hook-bounce': { text: 'fault.hook-bounce', for: 'fxs' },
};

const cardOf = (port: string): string => port.split('/')[0]!;

interface FaultProps {
  readonly fault: BenchFault;
  readonly target: string;
  readonly ofCard: boolean;
}

function FaultControl({ fault, target, ofCard }: FaultProps) {
  const { t } = useText();
  const bench = useBench();
  const on = useWorld((w) => w.faults.some((one) => one.target === target && one.fault === fault));
  const linked = useWorld((w) => w.benchLink === 'up');
  const put = (wished: boolean) => bench.command({ op: 'fault', target, fault, on: wished });
  if (fault === 'chip-reset') {
    return (
      <Button className="fault" isDisabled={!linked} onPress={() => put(true)}>
        <span className="fault-push" aria-hidden="true" />
        <span className="fault-text">{t(FAULTS[fault].text)}</span>
      </Button>
    );
  }
  return (
    <Switch className="fault" isSelected={on} isDisabled={!linked} onChange={put}>
      <span className="fault-lever" aria-hidden="true">
        <span />
      </span>
      <span className="fault-text">
        {t(FAULTS[fault].text)}
        {ofCard ? <small>{t('fault.card', { card: target })}</small> : null}
      </span>
    </Switch>
  );
}

export function Faults({ port, kind }: { port: string; kind: 'fxs' | 'fxo' }) {
  const { t } = useText();
  const entries = Object.entries(FAULTS) as [BenchFault, (typeof FAULTS)[BenchFault]][];
  return (
    <fieldset className="faults">
      <legend>{t('fault.title')}</legend>
      {entries
        .filter(([, { for: whom }]) => whom !== 'fxs' || kind === 'fxs')
        .map(([fault, { for: whom }]) => {
          const ofCard = whom === 'card';
          return (
            <FaultControl key={fault} fault={fault} target={ofCard ? cardOf(port) : port} ofCard={ofCard} />
          );
        })}
    </fieldset>
  );
}
