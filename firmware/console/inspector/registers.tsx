/** The registers of the chip behind a port, as they stand in the chip; what changed lately is lit. */
import { useEffect, useRef, useState } from 'react';
import { useBench, useWorld } from '../bench.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import { useText } from '../text/text.tsx';
import type { RegisterPage } from '../world.ts';
import { registerName } from './register-names.ts';

const REFRESH_MS = 500;
const LIT_MS = 2_000;

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

/** Asks for the port's registers again and again while they are shown. */
function useRegisters(port: string): RegisterPage | null {
  const bench = useBench();
  const page = useWorld((w) => w.registers[port] ?? null);
  useEffect(() => {
    const ask = () => {
      if (!document.hidden) bench.command({ op: 'registers', port });
    };
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => clearInterval(timer);
  }, [bench, port]);
  return page;
}

/** Indices whose value changed within the last moments. */
function useLately(values: readonly number[] | undefined, port: string): ReadonlySet<number> {
  const before = useRef<{ port: string; values: readonly number[] } | null>(null);
  const since = useRef(new Map<number, number>());
  const [lit, setLit] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (values === undefined) return;
    const now = performance.now();
    if (before.current?.port !== port) since.current.clear();
    else {
      for (const [i, value] of values.entries()) {
        if (value !== before.current.values[i]) since.current.set(i, now);
      }
    }
    before.current = { port, values };
    for (const [i, at] of since.current) if (now - at > LIT_MS) since.current.delete(i);
    setLit((old) => (old.size === 0 && since.current.size === 0 ? old : new Set(since.current.keys())));
  }, [values, port]);
  return lit;
}

function Cell({ chip, index, value, lit }: { chip: string; index: number; value: number; lit: boolean }) {
  const name = registerName(chip, index);
  return (
    <li
      className="register"
      data-lit={lit || undefined}
      data-set={value !== 0 || undefined}
      title={name ?? undefined}
    >
      <span className="register-index">{index}</span>
      <span className="register-value">{hex(value, 2)}</span>
      <span className="register-name">{name ?? ''}</span>
    </li>
  );
}

export function Registers({ port }: { port: string }) {
  const { t } = useText();
  const page = useRegisters(port);
  const lately = useLately(page?.direct, port);
  if (page === null) return <p className="pane-empty">{t('registers.none')}</p>;
  const named = page.direct.flatMap((value, index) =>
    registerName(page.chip, index) === null ? [] : [{ value, index }],
  );
  return (
    <div className="registers">
      <ScrollRegion className="register-scroll" label={t('registers.direct', { chip: page.chip })}>
        <ol className="register-grid">
          {named.map(({ value, index }) => (
            <Cell key={index} chip={page.chip} index={index} value={value} lit={lately.has(index)} />
          ))}
        </ol>
        {page.indirect.length === 0 ? null : (
          <>
            <h3>{t('registers.indirect')}</h3>
            <ol className="indirect-grid">
              {page.indirect.map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the index is the register's address
                <li key={index}>
                  <span className="register-index">{index}</span>
                  <span className="register-value">{hex(value & 0xffff, 4)}</span>
                </li>
              ))}
            </ol>
          </>
        )}
      </ScrollRegion>
    </div>
  );
}
