/** Behind one line: its chip, feed, registers, and the faults that can be put on it. */
import { Button } from 'react-aria-components';
import { useBench, useLine, useView, useWorld } from '../bench.tsx';
import { useStateName } from '../exchange/state-name.ts';
import { useText } from '../text/text.tsx';
import { Faults } from './faults.tsx';
import { Registers } from './registers.tsx';

export function Behind() {
  const { t } = useText();
  const bench = useBench();
  const lines = useWorld(({ picture }) => picture.lines);
  const wished = useView((view) => view.port);
  const port = wished ?? lines.find(({ health }) => health !== 'absent')?.port ?? null;
  const line = useLine(port ?? '');
  const stateName = useStateName();
  const equipped = lines.filter(({ health }) => health !== 'absent');
  return (
    <section className="pane behind" aria-labelledby="behind-title">
      <h2 id="behind-title">{t('behind.title')}</h2>
      <div className="ports" role="toolbar" aria-label={t('behind.ports')}>
        {equipped.map((one) => (
          <Button
            key={one.port}
            className="port"
            aria-pressed={one.port === port}
            aria-label={t('behind.port', { port: one.port, name: one.number || one.name })}
            onPress={() => bench.view.set({ port: one.port })}
          >
            {one.number || one.port}
          </Button>
        ))}
      </div>
      {port === null || line === null ? (
        <p className="pane-empty">{t('plate.empty')}</p>
      ) : (
        <>
          <p className="behind-line">
            <b>{port}</b> <span>{line.chip}</span> <span>{stateName(line)}</span>
            {line.fault === null ? null : (
              <span className="behind-fault" lang="en">
                {line.fault.code} {line.fault.what}
              </span>
            )}
          </p>
          <div className="behind-body">
            <Registers port={port} />
            <Faults port={port} kind={line.kind} />
          </div>
        </>
      )}
    </section>
  );
}
