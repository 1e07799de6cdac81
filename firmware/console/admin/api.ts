/** Questions to the exchange over HTTP. What it refuses is a value, never an exception. */

import type { Finding } from '#web/protocol/configuration.ts';
import type { WebError } from '#web/protocol.ts';

export interface Refused extends WebError {
  /** HTTP status; 0: the exchange could not be reached. */
  readonly status: number;
  readonly findings: readonly Finding[];
  readonly why: string;
  /** When it was asked too often: come again after this. */
  readonly retryAfterSeconds: number;
}
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Refused };
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The server answers within 10 s; what it works out itself may take longer. */
const ASK_MS_MAX = 60_000;
/** What the box makes in that time, such as a backup of everything. */
const FILE_MS_MAX = 600_000;
const CSRF_HEADER = 'x-csrf-token';
/** It was typed again, and wrong: the session goes on. */
const WRONG_PASSWORD = 'TR-WEB-020';

let csrfToken: string | null = null;
let lost: () => void = () => {};

export const setCsrfToken = (token: string | null): void => {
  csrfToken = token;
};
/** Told when the session is no longer known there. */
export const onSessionLost = (listener: () => void): void => {
  lost = listener;
};

export function withQuery(path: string, query: Query): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') words.set(name, String(value));
  }
  return words.size === 0 ? path : `${path}?${words}`;
}

const unreachable: Refused = {
  status: 0,
  code: '',
  where: '',
  what: '',
  todo: '',
  findings: [],
  why: '',
  retryAfterSeconds: 0,
};

async function refusal(answer: Response): Promise<Refused> {
  const body = (await answer.json().catch(() => ({}))) as Partial<Refused>;
  const retryAfterSeconds = Number(answer.headers.get('retry-after') ?? 0) || 0;
  return { ...unreachable, ...body, status: answer.status, retryAfterSeconds };
}

export const ask = <T>(method: Method, path: string, body?: unknown): Promise<Answer<T>> =>
  asked(method, path, body, ASK_MS_MAX, async (answer) => (await answer.json()) as T);

/** A file of the exchange, with the name that it gives it. */
export const askFile = (
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer<{ readonly name: string; readonly content: Blob }>> =>
  asked(method, path, body, FILE_MS_MAX, async (answer) => {
    const [, name = 'tipring'] =
      /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
    return { name, content: await answer.blob() };
  });

async function asked<T>(
  method: Method,
  path: string,
  body: unknown,
  withinMs: number,
  read: (answer: Response) => Promise<T>,
): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (body instanceof Blob) headers['content-type'] = body.type;
  else if (body !== undefined) headers['content-type'] = 'application/json';
  if (csrfToken !== null && method !== 'GET') headers[CSRF_HEADER] = csrfToken;
  const content = body === undefined || body instanceof Blob ? body : JSON.stringify(body);
  try {
    const answer = await fetch(path, {
      method,
      headers,
      signal: AbortSignal.timeout(withinMs),
      ...(content === undefined ? {} : { body: content }),
    });
    if (answer.ok) return { ok: true, value: await read(answer) };
    const error = await refusal(answer);
    const typed = error.code === WRONG_PASSWORD || path.startsWith('/api/session/');
    if (error.status === 401 && csrfToken !== null && !typed) lost();
    return { ok: false, error };
  } catch {
    return { ok: false, error: unreachable };
  }
}
