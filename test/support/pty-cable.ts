import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** A pseudo-terminal under a name of its own: what arrives at its other end goes to standard output, and from input back. */
const PTY = `
import os, pty, select, sys, tty
ours, theirs = pty.openpty()
tty.setraw(theirs)
os.symlink(os.ttyname(theirs), sys.argv[1])
while True:
    ready = select.select([ours, 0], [], [])[0]
    if ours in ready: os.write(1, os.read(ours, 4096))
    if 0 in ready: os.write(ours, os.read(0, 1024) or sys.exit())
`;

/** A cable to a serial device, and somebody at its other end. */
export class PtyCable {
  readonly #device: string;
  readonly #heard: (text: string) => void;
  #process: ChildProcess | null = null;

  /** `device`: its name while it is plugged. `heard`: what comes out at the other end. */
  constructor(device: string, heard: (text: string) => void) {
    this.#device = device;
    this.#heard = heard;
  }

  plug(): void {
    const cable = spawn('python3', ['-c', PTY, this.#device], { stdio: ['pipe', 'pipe', 'inherit'] });
    cable.stdout.on('data', (data: Buffer) => this.#heard(data.toString('latin1')));
    cable.stdin.on('error', () => undefined);
    this.#process = cable;
  }

  async unplug(): Promise<void> {
    const cable = this.#process;
    if (cable !== null) {
      const ended = new Promise((resolve) => cable.once('exit', resolve));
      cable.kill('SIGKILL');
      await ended;
    }
    this.#process = null;
    rmSync(this.#device, { force: true });
  }

  /** The other end says this to us. */
  says(text: string): void {
    this.#process?.stdin?.write(Buffer.from(text, 'latin1'));
  }
}
