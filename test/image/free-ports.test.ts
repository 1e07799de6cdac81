import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePorts, isFree } from '../../tools/image/free-ports.ts';

const but = (...taken: number[]) => {
  const asked: number[] = [];
  const free = async (port: number) => {
    asked.push(port);
    return !taken.includes(port);
  };
  return { asked, free };
};

describe('ports for emulated boxes, when none is named', () => {
  it('are as many in a row as there are boxes at a time, none of which anybody has', async () => {
    expect(await freePorts(1, but().free, 7)).toBe(20_007);
    expect(await freePorts(3, but(20_008).free, 7)).toBe(20_009);
    expect(await freePorts(3, but(20_009, 20_012).free, 7)).toBe(20_013);
  });

  it('do not begin at one end of the range and go on at the other', async () => {
    const { asked, free } = but();
    expect(await freePorts(2, free, 9_999)).toBe(20_000);
    expect(Math.max(...asked)).toBe(29_999);
  });

  it('that all are taken is said, with what to do', async () => {
    await expect(freePorts(1, async () => false, 0)).rejects.toMatchObject({
      message: 'no 1 free ports in a row',
      todo: expect.stringContaining('--port'),
    });
  });

  it('one that was found can be listened at, and is not free any more', async () => {
    const port = await freePorts(1);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await isFree(port)).toBe(false);
    server.close();
  });
});
