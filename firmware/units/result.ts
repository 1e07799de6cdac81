/** An error that the world caused: a value with a stable code, never an exception. */
export interface Fault {
  /** Stable, searchable: `TR-CARD-003`. The catalogue has a text per code, zh-CN and en. */
  readonly code: string;
  /** Where it is: `card 1`, `port 1/3`, `regions/cn.yaml: tones.busy`. */
  readonly where: string;
  /** What was found, in English, for the log. */
  readonly what: string;
  /** What a person does next, in English, for the log. */
  readonly todo: string;
}

export type Result<T, E = Fault> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** A broken assumption of ours, not of the world. Takes down one call, never the exchange. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** For the default branch of a switch over a union: a new member is then a compile error. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${JSON.stringify(value)}`);
}
