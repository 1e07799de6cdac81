import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealClock } from '#adapters/clock.ts';
import { after, sec } from '#units/time.ts';
import { samplesOf, secondsOf, sine, waveOf } from './sound.ts';
import { until } from './until.ts';

export const hasBaresip = spawnSync('sh', ['-c', 'command -v baresip']).status === 0;

const CONTROL_PORT = 4_444;
const TONE_SECONDS = 60;
const QUIT_MAX = sec(3);

export interface BaresipOptions {
  /** Its own address of loopback: `127.0.0.21`. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** The exchange at 127.0.0.1. */
  readonly port: number;
  readonly answers: 'auto' | 'manual';
  /** What it says, Hz. */
  readonly tone: number;
  /** SIP over TLS, and no voice without SRTP. */
  readonly encrypted?: boolean;
  /** Extensions whose presence it watches. */
  readonly watches?: readonly string[];
  /** It speaks IPv6 alone, from this port of `::1` and the next; `address` is where it is told what to do. */
  readonly six?: number;
}

interface Told {
  readonly event?: boolean;
  readonly type?: string;
  readonly param?: string;
  readonly token?: string;
  readonly ok?: boolean;
  /** What a command has written. */
  readonly data?: string;
}

const configOf = ({ address, six }: BaresipOptions, folder: string): string =>
  `poll_method epoll
sip_listen ${six === undefined ? `${address}:5060` : `[::1]:${six}`}
net_interface ${six === undefined ? address : '::1'}
audio_player aubridge,null
audio_source aufile,${folder}/tone.wav
audio_alert aubridge,alert
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
module_path /usr/lib/baresip/modules
module g711.so
module sndfile.so
module aufile.so
module aubridge.so
module srtp.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app contact.so
module_app presence.so
module_app ctrl_tcp.so
ctrl_tcp_listen ${address}:${CONTROL_PORT}
snd_path ${folder}/rec
`;

/** A real telephone by others: it plays a tone, records what it hears, and does what it is told over a socket. */
export class Baresip {
  readonly events: Told[] = [];
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #control: Socket;
  #token = 0;
  #rest = '';

  private constructor(folder: string, child: ChildProcess, control: Socket) {
    this.#folder = folder;
    this.#child = child;
    this.#control = control;
    control.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    control.on('error', () => undefined);
  }

  /** It registers by itself; the exchange knows when it has. */
  static async start(options: BaresipOptions): Promise<Baresip> {
    const { user, password, port, answers, tone, address, encrypted = false } = options;
    const folder = mkdtempSync(join(tmpdir(), 'tipring-baresip-'));
    mkdirSync(join(folder, 'rec'));
    writeFileSync(join(folder, 'config'), configOf(options, folder));
    const contacts = (options.watches ?? []).map(
      (number) => `"${number}" <sip:${number}@127.0.0.1:${port}>;presence=p2p\n`,
    );
    writeFileSync(join(folder, 'contacts'), contacts.join(''));
    writeFileSync(join(folder, 'tone.wav'), waveOf(sine(tone, TONE_SECONDS)));
    const settings = `auth_user=${user};auth_pass=${password};regint=300;answermode=${answers}`;
    const [over, voice] = encrypted ? [';transport=tls', ';mediaenc=srtp-mand'] : ['', ''];
    const [host, family] = options.six === undefined ? ['127.0.0.1', '-4'] : ['[::1]', '-6'];
    writeFileSync(join(folder, 'accounts'), `<sip:${user}@${host}:${port}${over}>;${settings}${voice}\n`);
    const child = spawn('baresip', ['-f', folder, family, '-v'], { cwd: folder, stdio: 'ignore' });
    try {
      const control = await until(`baresip of ${user} can be told something`, () => attempt(address));
      return new Baresip(folder, child, control);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** The next event of that type that nobody has asked for yet. */
  async told(type: string): Promise<Told> {
    return until(`baresip says ${type}`, () => {
      const at = this.events.findIndex((one) => one.type === type);
      return at < 0 ? null : this.events.splice(at, 1)[0]!;
    });
  }

  async do(command: string, params?: string): Promise<void> {
    await this.#ask(command, params);
  }

  /** Its contacts as it shows them: how each stands, name and address. */
  contacts(): Promise<string> {
    return this.#ask('contacts');
  }

  async #ask(command: string, params?: string): Promise<string> {
    const token = String(++this.#token);
    const message = JSON.stringify({ command, token, ...(params !== undefined && { params }) });
    this.#control.write(`${Buffer.byteLength(message)}:${message},`);
    const answer = await until(`baresip answers ${command}`, () =>
      this.events.find((one) => one.token === token),
    );
    return answer.data ?? '';
  }

  /** Ends when so many seconds of nothing but this tone were heard, in the newest call. */
  async hears(hz: number, seconds = 1): Promise<void> {
    await until(`baresip hears ${hz} Hz`, () => secondsOf(hz, this.#heard()) >= seconds);
  }

  /** Seconds of a tone until now, in the newest call. */
  heard(hz: number): number {
    return secondsOf(hz, this.#heard());
  }

  #heard(): Int16Array {
    const rec = join(this.#folder, 'rec');
    const newest = readdirSync(rec)
      .filter((name) => name.endsWith('-dec.wav'))
      .sort()
      .at(-1);
    return newest === undefined ? new Int16Array() : samplesOf(join(rec, newest));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      // It takes its registration back, if the exchange is still there to be told.
      this.#child.kill('SIGTERM');
      const clock = new RealClock();
      const late = clock.at(after(clock.now(), QUIT_MAX), () => this.#child.kill('SIGKILL'));
      await gone;
      late();
    }
    this.#control.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Netstrings that carry JSON. */
  #take(text: string): void {
    this.#rest += text;
    for (;;) {
      const colon = this.#rest.indexOf(':');
      const length = Number(this.#rest.slice(0, colon));
      if (colon < 0 || this.#rest.length < colon + length + 2) return;
      this.events.push(JSON.parse(this.#rest.slice(colon + 1, colon + 1 + length)));
      this.#rest = this.#rest.slice(colon + length + 2);
    }
  }
}

function attempt(address: string): Promise<Socket | null> {
  return new Promise((done) => {
    const socket = connect(CONTROL_PORT, address, () => done(socket));
    socket.once('error', () => done(null));
  });
}
