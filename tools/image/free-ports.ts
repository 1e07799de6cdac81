/** Ports of this computer for emulated boxes, when none is named: several trials may run at a time. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { ImageError } from './run.ts';

/** Below those that the kernel gives to connections (`ip_local_port_range`, from 32768): free now, they stay so. */
const RANGE = { first: 20_000, count: 10_000 } as const;

/** Whether nobody listens at that TCP port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((found) => {
    server.once('error', () => found(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => found(true)));
  });
}

/**
 * The first of `count` ports in a row that nobody has. Two trials at a time begin to look at different places.
 * @throws {ImageError} there are none
 */
export async function freePorts(
  count: number,
  free: (port: number) => Promise<boolean> = isFree,
  begin: number = randomInt(RANGE.count),
): Promise<number> {
  let run = 0;
  for (let step = 0; step < RANGE.count + count; step++) {
    const place = (begin + step) % RANGE.count;
    // A row does not go on at the other end.
    if (place === 0) run = 0;
    run = (await free(RANGE.first + place)) ? run + 1 : 0;
    if (run >= count) return RANGE.first + place - count + 1;
  }
  throw new ImageError(`no ${count} free ports in a row`, 'name the first of some with --port');
}
