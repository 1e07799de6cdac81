/** Every port as it is now: what is wired to it, what it does, and whether it is well. */
import type { Line } from '#web/protocol.ts';
import { knownKey, useText } from '../../text/text.tsx';
import { useLive } from '../live.ts';

function useStateText(): (line: Line) => string {
  const { t } = useText();
  return ({ health, state }) => {
    const key = knownKey(health === 'in-service' ? `state.${state}` : `health.${health}`);
    return key === null ? state : t(key);
  };
}

export default function Lines() {
  const { t } = useText();
  const lines = useLive((now) => now.picture.lines);
  const calls = useLive((now) => now.picture.calls);
  const stateText = useStateText();
  const otherOf = (line: Line): string => {
    const call = calls.find((one) => one.parties.some(({ port }) => port === line.port));
    const others = call?.parties.filter(({ port }) => port !== line.port) ?? [];
    const named = others.map(({ port }) => {
      const other = lines.find((one) => one.port === port);
      return other?.number || other?.name || port;
    });
    return named.join(', ') || call?.dialled || '';
  };
  if (lines.length === 0) return <p className="pane-empty">{t('plate.empty')}</p>;
  return (
    <div className="table-scroll">
      <table className="plain-table live-table">
        <thead>
          <tr>
            {(
              ['lines.port', 'lines.kind', 'lines.number', 'lines.state', 'lines.with', 'lines.chip'] as const
            ).map((key) => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.port} data-health={line.health} data-busy={line.call !== null || undefined}>
              <th scope="row" className="mono">
                {line.port}
              </th>
              <td>{t(line.kind === 'fxs' ? 'lines.fxs' : 'lines.fxo')}</td>
              <td>
                <b className="mono">{line.number}</b> {line.name}
              </td>
              <td>
                <span className="lamp" aria-hidden="true" /> {stateText(line)}
                {line.fault === null ? null : (
                  <span className="problem-detail" lang="en">
                    {line.fault.code} {line.fault.what}
                  </span>
                )}
              </td>
              <td className="mono">{otherOf(line)}</td>
              <td>{line.chip}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
