/** The event stream, which goes on by itself where it was cut off. */
import type { AlarmEvent, CallEvent, DeviceEvent, StreamMessage, StreamSnapshot } from './api.ts';

export type StreamEvent = CallEvent | DeviceEvent | AlarmEvent;

/** What Node's and the browser's WebSocket have in common, and Node's way to send a token. */
type OpenSocket = (url: string, headers: Readonly<Record<string, string>>) => WebSocket;

export interface EventsOptions {
  readonly url: string;
  readonly token?: string;
  /** How everything stands: at the beginning, and again when events were missed for good. */
  readonly onSnapshot: (snapshot: StreamSnapshot) => void;
  /** Every event once, in order. */
  readonly onEvent: (event: StreamEvent) => void;
  /** Connected or not; `resumed` when nothing was missed. */
  readonly onState?: (state: 'open' | 'resumed' | 'lost') => void;
  readonly open?: OpenSocket;
  /** Until the first new try, then twice as long each time up to 15 s. Default 500 ms. */
  readonly againMs?: number;
}

const AGAIN_MS_MAX = 15_000;

// A browser's WebSocket takes no headers and sends the session's cookie; Node's takes them as an option.
const openSocket: OpenSocket = (url, headers) =>
  new (WebSocket as unknown as new (url: string, options?: object) => WebSocket)(
    url,
    ...(Object.keys(headers).length === 0 ? [] : [{ headers }]),
  );

/** Listens until the answered function is called. */
export function listen(options: EventsOptions): () => void {
  const { url, token, onSnapshot, onEvent, onState = () => undefined } = options;
  const { open = openSocket, againMs: againMsFirst = 500 } = options;
  let last: { readonly boot: string; readonly seq: number } | null = null;
  let boot = '';
  let againMs = againMsFirst;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const hear = (message: StreamMessage): void => {
    if (message.kind === 'hello') {
      boot = message.bootId;
      againMs = againMsFirst;
      watch(message.heartbeatMs * 3);
      onState(message.resumed ? 'resumed' : 'open');
    } else if (message.kind === 'snapshot') {
      last = { boot, seq: message.seq };
      onSnapshot(message);
    } else if (message.kind !== 'beat') {
      last = { boot, seq: message.seq };
      onEvent(message);
    }
  };

  let silentMs = 0;
  const watch = (ms = silentMs): void => {
    silentMs = ms;
    clearTimeout(timer);
    timer = setTimeout(() => socket?.close(), ms);
  };

  const connect = (): void => {
    const address = new URL('/api/stream', url);
    address.protocol = address.protocol.replace('http', 'ws');
    if (last !== null) {
      address.searchParams.set('after', String(last.seq));
      address.searchParams.set('boot', last.boot);
    }
    socket = open(address.href, token === undefined ? {} : { authorization: `Bearer ${token}` });
    socket.addEventListener('message', ({ data }) => {
      if (silentMs > 0) watch();
      hear(JSON.parse(String(data)) as StreamMessage);
    });
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      if (stopped) return;
      onState('lost');
      timer = setTimeout(connect, againMs);
      againMs = Math.min(againMs * 2, AGAIN_MS_MAX);
    });
    socket.addEventListener('error', () => undefined);
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}
