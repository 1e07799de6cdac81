/** An emulated box: U-Boot, the card, a network port, a watchdog, and its serial port in our hands. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

export interface MachineOptions {
  /** qcow2: what was written anew and not flushed is lost when the machine is cut, as on a card. */
  readonly card: string;
  /** A stick in a USB port. */
  readonly stick?: string;
  /** A port of this computer that leads to the box's 443. */
  readonly httpsPort: number;
  /** A card at its end: it can be read only. */
  readonly wornOut?: boolean;
  /** What its clock says when it is switched on; without: the right time. */
  readonly clock?: string;
  /** Serial port's words go there. */
  readonly log: string;
}

const UBOOT = '/usr/lib/u-boot/qemu_arm64/u-boot.bin';
/** A shell's prompt is a word of ours, which nothing else says. */
const PROMPT = 'box-is-listening';
/** Of what the box said, when it does not do what it should. */
const LAST_LINES = 40;

export class Machine {
  readonly #options: MachineOptions;
  readonly #process: ChildProcess;
  readonly ended: Promise<void>;
  #heard = '';
  /** What was heard up to here has been asked for. */
  #from = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
    const { card, stick, httpsPort, log, clock = 'utc', wornOut = false } = options;
    writeFileSync(log, '--- power on ---\n', { flag: 'a' });
    const drive = (id: string, device: string, file: string, more: string): string[] => [
      ...['-drive', `if=none,id=${id},file=${file},${more}`],
      ...['-device', `${device},drive=${id}`],
    ];
    const cardIs = `format=qcow2,${wornOut ? 'readonly=on' : 'cache=writeback'}`;
    const words = [
      ...['-M', 'virt', '-cpu', 'cortex-a72', '-smp', '2', '-m', '1024', '-accel', 'tcg,thread=single'],
      // Its clock counts instructions, 1 ns each: on a busy computer the box is slow to us, not to itself, and keeps
      // its watchdogs and deadlines (QEMU documentation, "TCG Instruction Counting").
      ...['-icount', 'shift=0,sleep=on'],
      ...['-bios', UBOOT, '-display', 'none', '-serial', 'stdio'],
      ...drive('card', 'virtio-blk-pci', card, cardIs),
      ...['-rtc', `base=${clock}`],
      ...['-device', 'qemu-xhci'],
      ...(stick === undefined ? [] : drive('stick', 'usb-storage', stick, 'format=raw,readonly=on')),
      ...[
        '-netdev',
        `user,id=net,hostfwd=tcp:127.0.0.1:${httpsPort}-:443`,
        '-device',
        'virtio-net-pci,netdev=net',
      ],
      ...['-device', 'virtio-rng-pci', '-device', 'i6300esb', '-watchdog-action', 'reset'],
    ];
    this.#process = spawn('qemu-system-aarch64', words, { stdio: ['pipe', 'pipe', 'pipe'] });
    const hear = (chunk: Buffer): void => {
      this.#heard += chunk.toString('utf8');
      appendFileSync(log, chunk);
    };
    this.#process.stdout?.on('data', hear);
    this.#process.stderr?.on('data', hear);
    this.#process.stdin?.on('error', () => undefined);
    // A trial that has failed leaves no machine behind.
    const cut = (): boolean => this.#process.kill('SIGKILL');
    process.once('exit', cut);
    this.ended = new Promise((done) =>
      this.#process.once('exit', () => {
        process.off('exit', cut);
        done();
      }),
    );
  }

  /** Waits for words on the serial port that were not asked for yet. */
  async hears(pattern: RegExp, withinMs: number): Promise<RegExpExecArray> {
    for (const until = Date.now() + withinMs; ; await pause(200)) {
      const found = pattern.exec(this.#heard.slice(this.#from));
      if (found !== null) {
        this.#from += found.index + found[0].length;
        return found;
      }
      if (this.#process.exitCode !== null || this.#process.signalCode !== null)
        throw this.#fault('the machine ended');
      if (Date.now() > until) throw this.#fault(`${pattern} was not heard within ${withinMs / 1_000} s`);
    }
  }

  says(text: string): void {
    this.#process.stdin?.write(text);
  }

  /** Logs in as root at the serial port. */
  async logIn(password: string, withinMs: number): Promise<void> {
    this.says('\n');
    await this.hears(/login: /, withinMs);
    this.says('root\n');
    await this.hears(/assword: /, withinMs);
    this.says(`${password}\n`);
    await this.hears(/[#$] $/m, withinMs);
    this.says(`stty -echo; dmesg -n 1; PS1='${PROMPT.slice(0, 3)}''${PROMPT.slice(3)}'\n`);
    await this.hears(new RegExp(PROMPT), withinMs);
  }

  /** One command of the shell: what it said, and its exit code. */
  async does(command: string, withinMs: number): Promise<{ readonly said: string; readonly code: number }> {
    this.says(`${command}; echo "ended-""with $?."\n`);
    const start = this.#from;
    const ended = await this.hears(/ended-with (\d+)\./, withinMs);
    const said = this.#heard.slice(start, this.#from - ended[0].length);
    await this.hears(new RegExp(PROMPT), withinMs);
    return { said: said.replaceAll('\r', '').trim(), code: Number(ended[1]) };
  }

  /** What the box answers at a path over HTTPS; null while nobody does. */
  asks(path: string): Promise<{ readonly status: number; readonly text: string } | null> {
    return new Promise((done) => {
      const where = { host: '127.0.0.1', port: this.#options.httpsPort, path };
      const asked = request({ ...where, timeout: 10_000, rejectUnauthorized: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
        answer.on('error', () => done(null));
      });
      asked.on('timeout', () => asked.destroy());
      asked.on('error', () => done(null));
      asked.end();
    });
  }

  async serves(withinMs: number): Promise<void> {
    for (
      const until = Date.now() + withinMs;
      (await this.asks('/api/health'))?.status !== 200;
      await pause(1_000)
    ) {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null)
        throw this.#fault('the machine ended');
      if (Date.now() > until) throw this.#fault(`no health over HTTP within ${withinMs / 1_000} s`);
    }
  }

  /** A trial may run where nobody can look at the log afterwards. */
  #fault(what: string): Error {
    const last = this.#heard.replaceAll('\r', '').trimEnd().split('\n').slice(-LAST_LINES);
    return new Error(`${what}; see ${this.#options.log}, which ends:\n  ${last.join('\n  ')}`);
  }

  get card(): string {
    return this.#options.card;
  }

  /** Nothing of the machine runs while something is done with its card; the box does not notice. */
  stands(work: () => void): void {
    this.#process.kill('SIGSTOP');
    try {
      work();
    } finally {
      this.#process.kill('SIGCONT');
    }
  }

  /** All that was said on the serial port. */
  get heard(): string {
    return this.#heard;
  }

  /** Like pulling the plug. */
  async cut(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }
}
