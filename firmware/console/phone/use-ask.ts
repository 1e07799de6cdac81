/** Something that is asked of the exchange: one at a time, and what it refused stays to be read. */
import { useState } from 'react';
import { ask, type Refused } from '../admin/api.ts';

type Method = Parameters<typeof ask>[0];

export interface Asking {
  readonly busy: boolean;
  readonly error: Refused | null;
  /** Answers whether it was done. */
  go(method: Method, path: string, body?: object): Promise<boolean>;
}

export function useAsk(): Asking {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Refused | null>(null);
  const go: Asking['go'] = async (method, path, body) => {
    if (busy) return false;
    setBusy(true);
    const answer = await ask(method, path, body);
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    return answer.ok;
  };
  return { busy, error, go };
}

export const pathOfDevice = (number: string, what: string): string =>
  `/api/devices/${encodeURIComponent(number)}/${what}`;
export const pathOfCall = (call: string, what: string): string =>
  `/api/calls/${encodeURIComponent(call)}/${what}`;
