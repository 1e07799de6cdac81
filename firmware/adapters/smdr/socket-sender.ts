import type { Socket } from 'node:net';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { unacknowledgedBytes } from './unacknowledged.ts';

/** How often the kernel is asked whether the other end has it: at once, then ever less often. */
const ASK_FIRST_MS = 2;
const ASK_LONGEST_MS = 250;

export const linkFault = (where: string, what: string): Fault => ({
  code: 'TR-SMDR-003',
  where,
  what,
  todo: 'check the cable and the system at the other end',
});

/** Writes and waits until the other end's TCP has acknowledged every byte; a fault when the connection ends before. */
export function sendAcknowledged(socket: Socket, bytes: Uint8Array, where: string): Promise<Result<null>> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | null = null;
    const done = (result: Result<null>): void => {
      if (timer !== null) clearTimeout(timer);
      socket.off('close', closed);
      resolve(result);
    };
    const closed = (): void => done(fail(linkFault(where, 'the connection ended')));
    const ask = async (waitMs: number): Promise<void> => {
      const left = await unacknowledgedBytes(socket);
      if (socket.destroyed) return;
      // Where the machine does not tell, the kernel's taking it must do.
      if (left === null || left === 0) done(ok(null));
      else timer = setTimeout(() => void ask(Math.min(waitMs * 2, ASK_LONGEST_MS)), waitMs);
    };
    socket.once('close', closed);
    socket.write(bytes, (error) => {
      if (error == null) void ask(ASK_FIRST_MS);
    });
  });
}

/** What every connection of a sink is given: quick lines, a dead other end noticed, what it says thrown away. */
export function prepare(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 10_000);
  socket.on('error', () => undefined);
  socket.resume();
}
