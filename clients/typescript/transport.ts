/** How the client speaks HTTP: `fetch`, a token or a session, and errors with their reason. */
import type { WebError } from './api.ts';

export interface Wish {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Content type of a body that is not JSON. */
  readonly type?: string;
  /** The answer is a file. */
  readonly file?: boolean;
}
export type Ask = <T>(wish: Wish) => Promise<T>;

/** The exchange refused: `status` as in HTTP, and what to do about it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly error: WebError;

  constructor(status: number, error: WebError) {
    super(`${error.code} ${error.where}: ${error.what}; ${error.todo}`);
    this.status = status;
    this.error = error;
  }
}

export interface TransportOptions {
  /** Of the exchange: `http://192.168.1.20:8080/`. In a page of the exchange itself: `location.href`. */
  readonly url: string;
  /** `tr_…`, for machines. A page sends its cookie by itself. */
  readonly token?: string;
  /** Of a page's session, from `session()` or `logIn()`. */
  readonly csrfToken?: () => string | null;
  /** Default 10 s. */
  readonly timeoutMs?: number;
}

export function transport({ url, token, csrfToken, timeoutMs = 10_000 }: TransportOptions): Ask {
  return async <T>({
    method,
    path,
    query = {},
    body,
    type = 'application/json',
    file = false,
  }: Wish): Promise<T> => {
    const address = new URL(path, url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(name, String(value));
    const csrf = csrfToken?.() ?? null;
    const answer = await fetch(address, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(csrf === null ? {} : { 'x-csrf-token': csrf }),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined
        ? {}
        : {
            body:
              type === 'application/json' ? JSON.stringify(body) : (body as Blob | Uint8Array<ArrayBuffer>),
          }),
    });
    if (!answer.ok) throw new ApiError(answer.status, (await answer.json()) as WebError);
    return (file ? answer.blob() : answer.json()) as Promise<T>;
  };
}
