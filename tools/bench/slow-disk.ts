import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Exchange } from './sip/exchange.ts';
import { Load } from './sip/load.ts';

const DELAYS_MS = [0, 300, 3_000] as const;
const RUN = [
  '--mode',
  'rate',
  '--cps',
  '20',
  '--duration',
  '10',
  '--hold',
  '1',
  '--local',
  '127.0.5.1',
] as const;

export interface SlowDisk {
  /** What each fsync and fdatasync takes longer. */
  readonly fsyncMs: number;
  readonly failed: number;
  readonly retransmissions: number;
  readonly postDialMsP50: number;
  readonly postDialMsP99: number;
}

/**
 * Registration (each run begins with it) and calls over SIP on a disk that becomes slow: the delay before ringing must
 * stay what it was.
 */
export async function measureSlowDisk(): Promise<readonly SlowDisk[]> {
  const shim = buildShim();
  Load.build();
  const delay = join(mkdtempSync(join(tmpdir(), 'tipring-disk-')), 'fsync-ms');
  const exchange = await Exchange.start({ LD_PRELOAD: shim, FSYNC_MS_FILE: delay });
  try {
    const load = new Load(exchange.target, exchange.pid);
    // Code that is not compiled yet is nobody's everyday.
    await load.run(RUN);
    const figures: SlowDisk[] = [];
    for (const fsyncMs of DELAYS_MS) {
      writeFileSync(delay, String(fsyncMs));
      const { failed, rexmit_in, rexmit_out, pdd_ms } = await load.run(RUN);
      const delays = { postDialMsP50: pdd_ms[0], postDialMsP99: pdd_ms[2] };
      figures.push({ fsyncMs, failed, retransmissions: rexmit_in + rexmit_out, ...delays });
    }
    return figures;
  } finally {
    writeFileSync(delay, '0');
    await exchange.stop();
    rmSync(dirname(delay), { recursive: true, force: true });
  }
}

function buildShim(): string {
  const folder = resolve(import.meta.dirname, '../../build/bench');
  mkdirSync(folder, { recursive: true });
  const shim = join(folder, 'slow-fsync.so');
  const source = join(import.meta.dirname, 'slow-fsync.c');
  const built = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', shim, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`a C compiler is needed: ${built.stderr ?? built.error}`);
  return shim;
}
