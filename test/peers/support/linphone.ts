import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealClock } from '#adapters/clock.ts';
import { after, sec } from '#units/time.ts';
import { samplesOf, secondsOf, sine, waveOf } from './sound.ts';
import { until } from './until.ts';

export const hasLinphone = spawnSync('sh', ['-c', 'command -v linphonec']).status === 0;

const TONE_SECONDS = 60;
const QUIT_MAX = sec(5);

export interface LinphoneOptions {
  readonly user: string;
  readonly password: string;
  /** The exchange at `localhost`, over TLS. */
  readonly port: number;
  /** PEM: who may have signed its certificate. */
  readonly authority: string;
  /** What it says, Hz. */
  readonly tone: number;
  /** An extension whose presence it watches. */
  readonly watches: string;
}

/** It registers over TLS, checks the certificate, and has no voice without SRTP. */
const settingsOf = ({ user, password, port, watches }: LinphoneOptions, folder: string): string => `[sip]
sip_port=0
sip_tcp_port=0
sip_tls_port=-1
root_ca=${folder}/authority.pem
verify_server_certs=1
verify_server_cn=1
media_encryption=srtp
media_encryption_mandatory=1
default_proxy=0

[proxy_0]
reg_proxy=<sip:localhost:${port};transport=tls>
reg_identity=sip:${user}@localhost
reg_expires=300
reg_sendregister=1

[auth_info_0]
username=${user}
passwd=${password}
realm=tipring

[friend_0]
url="${watches}" <sip:${watches}@localhost:${port}>
pol=accept
subscribe=1
`;

/** linphone-cli: a telephone by others, told at its prompt what to do; it plays a tone and records what it hears. */
export class Linphone {
  readonly #folder: string;
  readonly #child: ChildProcess;
  #said = '';

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.#child = child;
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (data: Buffer) => {
        this.#said += data.toString();
      });
  }

  /** It registers by itself; the exchange knows when it has. */
  static start(options: LinphoneOptions): Linphone {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-linphone-'));
    // Its data base; it makes no folders.
    mkdirSync(join(folder, '.local/share/linphone'), { recursive: true });
    writeFileSync(join(folder, 'settings'), settingsOf(options, folder));
    writeFileSync(join(folder, 'authority.pem'), options.authority);
    writeFileSync(join(folder, 'tone.wav'), waveOf(sine(options.tone, TONE_SECONDS)));
    const child = spawn('linphonec', ['-c', join(folder, 'settings')], {
      cwd: folder,
      env: { ...process.env, HOME: folder },
    });
    const linphone = new Linphone(folder, child);
    linphone.do('soundcard use files');
    linphone.do(`record ${folder}/heard.wav`);
    return linphone;
  }

  do(command: string): void {
    this.#child.stdin!.write(`${command}\n`);
  }

  /** Ends when it has written that. */
  async says(words: RegExp): Promise<void> {
    await until(`linphone says ${words}`, () => words.test(this.#said));
  }

  play(): void {
    this.do(`play ${this.#folder}/tone.wav`);
  }

  /** Ends when so many seconds of nothing but this tone were heard. */
  async hears(hz: number, seconds = 1): Promise<void> {
    const heard = (): Int16Array => samplesOf(join(this.#folder, 'heard.wav'));
    await until(`linphone hears ${hz} Hz`, () => secondsOf(hz, heard()) >= seconds);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.do('quit');
      const clock = new RealClock();
      const late = clock.at(after(clock.now(), QUIT_MAX), () => this.#child.kill('SIGKILL'));
      await gone;
      late();
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
