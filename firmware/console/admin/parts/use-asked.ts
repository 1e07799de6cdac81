/** An answer of the exchange, asked for when the address changes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, type Refused } from '../api.ts';

export interface Asked<T> {
  /** Null: not there yet. The old one stays while a new one is asked for. */
  readonly value: T | null;
  readonly error: Refused | null;
  again(): void;
}

export function useAsked<T>(path: string | null): Asked<T> {
  const [value, setValue] = useState<T | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const turn = useRef(0);
  const again = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    if (path === null) return;
    void ask<T>('GET', path).then((answer) => {
      if (mine !== turn.current) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setValue(answer.value);
    });
  }, [path]);
  useEffect(again, [again]);
  return { value, error, again };
}
