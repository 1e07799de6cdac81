import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { assert } from '#units/result.ts';
import { ROOT } from '../kit.ts';
import type { Knocking } from './knock.ts';

export const BOX_ADDRESS = '10.99.0.1';
const OUTSIDE_ADDRESS = '10.99.0.2';
export const PORT_LAST = 65_535;

/** Looks in front of the box's rules and behind them: what came, and what was let in. */
const WITNESS = ['tcp', 'udp'].map(
  (protocol) => `
table inet witness_${protocol} {
  set came { type inet_service; flags dynamic; size ${PORT_LAST + 1}; }
  set let_in { type inet_service; flags dynamic; size ${PORT_LAST + 1}; }
  chain before { type filter hook input priority filter - 10; meta l4proto ${protocol} add @came { ${protocol} dport }; }
  chain after { type filter hook input priority filter + 10; meta l4proto ${protocol} add @let_in { ${protocol} dport }; }
}`,
);

function tool(program: string, words: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8', input });
  assert(status === 0, `${program} ${words.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

/** A box and a computer outside of it, each a network namespace, with one cable between them. */
export class Namespaces {
  readonly #box = `tipring-box-${process.pid}`;
  readonly #outside = `tipring-out-${process.pid}`;

  constructor() {
    for (const name of [this.#box, this.#outside]) {
      tool('ip', ['netns', 'add', name]);
      tool('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
    }
    const cable = ['link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.#outside];
    tool('ip', ['-n', this.#box, ...cable]);
    for (const [name, address] of [
      [this.#box, BOX_ADDRESS],
      [this.#outside, OUTSIDE_ADDRESS],
    ] as const) {
      tool('ip', ['-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0']);
      tool('ip', ['-n', name, 'link', 'set', 'eth0', 'up']);
    }
  }

  /** Rules of the box: a file, and what is said after it. */
  rules(file: string, more: string): void {
    tool('ip', ['netns', 'exec', this.#box, 'nft', '-f', file]);
    tool('ip', ['netns', 'exec', this.#box, 'nft', '-f', '-'], more + WITNESS.join(''));
  }

  inBox(program: string, words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const all = ['netns', 'exec', this.#box, program, ...words];
    return spawn('ip', all, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** What a program says that looks at the box from the inside, or at it from the outside. */
  said(where: 'box' | 'outside', program: string, ...words: readonly string[]): string {
    return tool('ip', ['netns', 'exec', where === 'box' ? this.#box : this.#outside, program, ...words]);
  }

  /** Sends to these ports from outside, again while some of it was lost on the way; answers with those let in. */
  letIn(protocol: Knocking['protocol'], ports: readonly number[], from = 0): number[] {
    this.said('box', 'nft', 'flush', 'set', 'inet', `witness_${protocol}`, 'let_in');
    this.said('box', 'nft', 'flush', 'set', 'inet', `witness_${protocol}`, 'came');
    for (let missing = ports; missing.length > 0; ) {
      const knocking: Knocking = { protocol, address: BOX_ADDRESS, from, ports: missing };
      const words = ['netns', 'exec', this.#outside, process.execPath, join(import.meta.dirname, 'knock.ts')];
      tool('ip', words, JSON.stringify(knocking));
      const came = new Set(this.#seen(protocol, 'came'));
      missing = ports.filter((port) => !came.has(port));
    }
    return this.#seen(protocol, 'let_in').sort((a, b) => a - b);
  }

  #seen(protocol: string, set: string): number[] {
    const text = this.said('box', 'nft', '-j', 'list', 'set', 'inet', `witness_${protocol}`, set);
    const { nftables } = JSON.parse(text) as { nftables: { set?: { elem?: number[] } }[] };
    return nftables.flatMap((one) => one.set?.elem ?? []);
  }

  close(): void {
    for (const name of [this.#box, this.#outside]) spawnSync('ip', ['netns', 'del', name]);
  }
}
