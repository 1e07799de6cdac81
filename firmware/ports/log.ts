import type { Fault } from '#units/result.ts';

/** What an operator may read afterwards. Real: pino. In tests: a list, or nothing. */
export interface Log {
  info(what: string, facts?: Readonly<Record<string, string | number | boolean | null>>): void;
  /** Something of the world is wrong; the exchange goes on. */
  fault(fault: Fault): void;
}

export const SILENT_LOG: Log = { info: () => undefined, fault: () => undefined };
