/** The exchange itself: one jack a port, with its lamp, number, state, voltage and current. */
import { memo, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Line } from '#web/protocol.ts';
import { useBench, useView, useWorld } from '../bench.tsx';
import { useText } from '../text/text.tsx';
import { Cords } from './cords.tsx';
import { useStateName } from './state-name.ts';

const PER_ROW = 8;

interface Feed {
  readonly volts: number;
  readonly milliamps: number;
  readonly ringing: boolean;
  /** Frequency of the ringing current now on the wires; 0 without. */
  readonly ringHz: number;
}

function useFeed(port: string): Feed | null {
  const phone = useWorld((w) => w.phones.find((one) => one.port === port) ?? null);
  const line = useWorld((w) => w.lines.find((one) => one.port === port) ?? null);
  if (phone !== null)
    return { volts: phone.volts, milliamps: phone.milliamps, ringing: phone.ringing, ringHz: phone.ringHz };
  if (line === null) return null;
  return { volts: line.volts, milliamps: line.milliamps, ringing: line.state === 'ringing-in', ringHz: 0 };
}

const signed = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 1 : 0).replace('-', '−');

/** While ringing current flows, its frequency says more than the battery under it. */
const wires = ({ ringing, ringHz, volts }: Feed): string =>
  ringing && ringHz > 0 ? `~ ${ringHz.toFixed(0)} Hz` : `${signed(volts)} V`;

function lampOf(line: Line, ringing: boolean): string {
  if (line.health === 'fault') return 'fault';
  if (line.health !== 'in-service') return 'off';
  if (ringing) return 'ringing';
  return line.call !== null || line.state !== 'idle' ? 'busy' : 'ready';
}

const Jack = memo(function Jack({ line }: { line: Line }) {
  const bench = useBench();
  const feed = useFeed(line.port);
  const stateName = useStateName();
  const shown = useView((view) => view.port === line.port);
  const name = line.number || line.name || line.port;
  return (
    <li className="jack-place" data-kind={line.kind} data-lamp={lampOf(line, feed?.ringing ?? false)}>
      <Button className="jack" aria-pressed={shown} onPress={() => bench.view.set({ port: line.port })}>
        <span className="jack-head">
          <span className="jack-lamp" />
          <span className="jack-port">{line.port}</span>
        </span>
        <span className="jack-number">{name}</span>
        <span className="jack-state">{stateName(line)}</span>
        <span className="jack-feed">
          {feed === null ? '—' : `${wires(feed)}  ${feed.milliamps.toFixed(0)} mA`}
        </span>
        <span className="jack-hole" data-jack={line.port} />
      </Button>
    </li>
  );
});

function rowsOf(lines: readonly Line[]): Line[][] {
  const equipped = lines.filter(({ health }) => health !== 'absent');
  const rows: Line[][] = [];
  for (let i = 0; i < equipped.length; i += PER_ROW) rows.push(equipped.slice(i, i + PER_ROW));
  return rows;
}

export function Plate() {
  const { t } = useText();
  const lines = useWorld(({ picture }) => picture.lines);
  const calls = useWorld(({ picture }) => picture.calls);
  const { region, board } = useWorld(({ picture }) => picture.health);
  const plate = useRef<HTMLDivElement>(null);
  const rows = rowsOf(lines);
  return (
    <section className="plate" aria-labelledby="plate-title">
      <header className="plate-head">
        <h2 id="plate-title">{t('plate.title')}</h2>
        <span>{[board, region].filter(Boolean).join(' · ')}</span>
        <span className="plate-calls">{t('plate.calls', { count: calls.length })}</span>
      </header>
      <div className="plate-field" ref={plate}>
        {rows.map((row) => (
          <ul className="jacks" key={row[0]!.port}>
            {row.map((line) => (
              <Jack key={line.port} line={line} />
            ))}
          </ul>
        ))}
        {rows.length === 0 ? <p className="plate-empty">{t('plate.empty')}</p> : null}
        <Cords plate={plate} calls={calls} jacks={lines.length} />
      </div>
    </section>
  );
}
