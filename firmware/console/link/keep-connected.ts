/** A WebSocket that comes back by itself. */

export type LinkState = 'connecting' | 'up' | 'down';

export interface KeptLink {
  /** False when the link is down; the message is then lost, as a key pressed on a dead telephone is. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean;
  close(): void;
}

export interface LinkOptions {
  /** Asked before each try; null means there is nothing to connect to (asked again later). */
  readonly address: () => Promise<string | null>;
  readonly onState: (state: LinkState) => void;
  readonly onOpen?: () => void;
  readonly onText: (text: string) => void;
  readonly onBytes?: (bytes: ArrayBuffer) => void;
  /** Nothing heard for so long: the link is dead even if nobody closed it. 0 trusts the socket. */
  readonly silenceMsMax: number;
}

const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 4_000;

class Link implements KeptLink {
  readonly #options: LinkOptions;
  #socket: WebSocket | null = null;
  #retryMs = RETRY_MS_MIN;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    void this.#connect();
  }

  send(data: string | Uint8Array<ArrayBuffer>): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(data);
    return true;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#socket?.close();
  }

  async #connect(): Promise<void> {
    this.#options.onState('connecting');
    const address = await this.#options.address().catch(() => null);
    if (this.#closed) return;
    if (address === null) {
      this.#again();
      return;
    }
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#retryMs = RETRY_MS_MIN;
      this.#heard(socket);
      this.#options.onState('up');
      this.#options.onOpen?.();
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#heard(socket);
      if (typeof data === 'string') this.#options.onText(data);
      else this.#options.onBytes?.(data);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#again();
    };
  }

  #heard(socket: WebSocket): void {
    clearTimeout(this.#silence);
    if (this.#options.silenceMsMax === 0) return;
    this.#silence = setTimeout(() => {
      if (this.#socket !== socket) return;
      socket.close();
      this.#again();
    }, this.#options.silenceMsMax);
  }

  #again(): void {
    this.#socket = null;
    clearTimeout(this.#silence);
    if (this.#closed) return;
    this.#options.onState('down');
    this.#timer = setTimeout(() => void this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(RETRY_MS_MAX, this.#retryMs * 2);
  }
}

export const keepConnected = (options: LinkOptions): KeptLink => new Link(options);
