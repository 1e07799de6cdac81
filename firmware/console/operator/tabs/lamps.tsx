/** Every extension with its busy lamp. A press writes its number into the search line. */
import { memo, useEffect, useMemo } from 'react';
import type { Device } from '#web/protocol/call-control.ts';
import { ask } from '../../admin/api.ts';
import { createStore, useStore } from '../../store.ts';
import { useText } from '../../text/text.tsx';
import { useDesk, useOperator } from '../context.ts';
import { focusLine } from '../focus.ts';
import { LampSign } from '../parts/lamp.tsx';

/** Names of extensions: they change with the office only, so that they are asked for once. */
const names = createStore<{ of: ReadonlyMap<string, string> }>({ of: new Map() });

async function loadNames(): Promise<void> {
  const answer = await ask<Device[]>('GET', '/api/devices');
  if (answer.ok) names.set({ of: new Map(answer.value.map(({ number, name }) => [number, name])) });
}

export const useExtensionName = (number: string): string => useStore(names, ({ of }) => of.get(number) ?? '');

const Extension = memo(({ number }: { number: string }) => {
  const { type } = useOperator();
  const lamp = useDesk(({ lamps }) => lamps.get(number) ?? 'unknown');
  const name = useExtensionName(number);
  return (
    <li>
      <button
        type="button"
        className="op-extension"
        data-lamp={lamp}
        data-number={number}
        onClick={() => {
          type(number);
          focusLine();
        }}
      >
        <LampSign lamp={lamp} words={false} />
        <b className="op-number">{number}</b>
        <span>{name}</span>
      </button>
    </li>
  );
});

export function Lamps() {
  const { t } = useText();
  const lamps = useDesk((desk) => desk.lamps);
  // Only numbers that come or go make the list anew; each lamp watches for itself.
  const joined = [...lamps.keys()].join(' ');
  const numbers = useMemo(
    () => (joined === '' ? [] : joined.split(' ').sort((a, b) => a.length - b.length || a.localeCompare(b))),
    [joined],
  );
  useEffect(() => {
    void loadNames();
  }, []);
  if (numbers.length === 0) return <p className="pane-empty">{t('op.lamps.none')}</p>;
  return (
    <ul className="op-extensions" aria-label={t('op.tab.lamps')}>
      {numbers.map((number) => (
        <Extension key={number} number={number} />
      ))}
    </ul>
  );
}
