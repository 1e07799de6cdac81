import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BusError, BusReply, CardBuses } from '#ports/bus.ts';
import type { Result } from '#units/result.ts';

export interface BusesUnderTest {
  readonly buses: CardBuses;
  close(): Promise<void> | void;
}

const answer = <T>(ask: (reply: BusReply<T>) => void): Promise<Result<T, BusError>> =>
  new Promise((resolve) => ask(resolve));

/** Write (0x80 | position) or read of a two-byte chip, with its CRC left out: the card ignores it. */
const operation = (position: number, byte1: number, byte2: number): number[] => [
  0x80 | position,
  byte1,
  0,
  byte2,
  0,
  0,
  0,
  0,
];
const CPLD_ID = 0x10;

/** What every card's buses promise, in the same process or over a socket. Needs the default card. */
export function busesContract(name: string, open: () => Promise<BusesUnderTest>): void {
  describe(`the contract of a card's buses: ${name}`, () => {
    let under: BusesUnderTest;
    const transfer = (bytes: readonly number[]) =>
      answer<Uint8Array>((reply) => under.buses.control.transfer(Uint8Array.from(bytes), reply));

    beforeAll(async () => {
      under = await open();
      under.buses.resetN.set(true);
    });
    afterAll(() => under.close());

    it('a control operation is answered with as many bytes, and the echo of its first', async () => {
      const reply = await transfer(operation(CPLD_ID, 0, 0));
      expect(reply.ok && reply.value.length).toBe(8);
      expect(reply.ok && reply.value[7]).toBe(0x5a ^ (0x80 | CPLD_ID));
    });

    it('a register that is written reads back, in one transfer with others', async () => {
      const both = await transfer([...operation(2, 0x0a, 0x0f), ...operation(2, 0x80 | 0x0a, 0)]);
      expect(both.ok && both.value.length).toBe(16);
      expect(both.ok && both.value[8 + 3]).toBe(0x0f);
    });

    it('RESET_N low makes a chip forget what was written', async () => {
      const read = () => transfer(operation(2, 0x80 | 0x0a, 0));
      await transfer(operation(2, 0x0a, 0x0f));
      const before = await read();
      expect(before.ok && before.value[3]).toBe(0x0f);
      under.buses.resetN.set(false);
      under.buses.resetN.set(true);
      const after = await read();
      expect(after.ok && after.value[3]).not.toBe(0x0f);
    });

    it('transfers are answered in the order in which they were asked', async () => {
      const order: number[] = [];
      const ask = (register: number): Promise<void> =>
        new Promise((resolve) => {
          under.buses.control.transfer(Uint8Array.from(operation(0, 0x80 | register, 0)), () => {
            order.push(register);
            resolve();
          });
        });
      await Promise.all([ask(1), ask(2), ask(3), ask(4)]);
      expect(order).toEqual([1, 2, 3, 4]);
    });

    it('a transfer asked from inside a reply is answered after it', async () => {
      const order: string[] = [];
      await new Promise<void>((resolve) => {
        const bytes = Uint8Array.from(operation(0, 0x80, 0));
        under.buses.control.transfer(bytes, () => {
          under.buses.control.transfer(bytes, () => {
            order.push('second');
            resolve();
          });
          order.push('first');
        });
      });
      expect(order).toEqual(['first', 'second']);
    });

    it('refuses more than 8 waiting transfers, and answers those 8', async () => {
      const bytes = Uint8Array.from(operation(0, 0x80, 0));
      const results: Result<Uint8Array, BusError>[] = [];
      await new Promise<void>((resolve) => {
        const counted: BusReply<Uint8Array> = (result) => {
          results.push(result);
          if (results.length === 12) resolve();
        };
        // From inside a reply, so that an in-process bus cannot answer at once either.
        under.buses.control.transfer(bytes, () => {
          for (let i = 0; i < 12; i++) under.buses.control.transfer(bytes, counted);
        });
      });
      const refused = results.filter((result) => !result.ok && result.error.code === 'refused');
      expect(refused).toHaveLength(4);
      expect(results.filter((result) => result.ok)).toHaveLength(8);
    });

    it.each([0, 7, 9, 264])('refuses a transfer of %i bytes and stays usable', async (length) => {
      const refused = await transfer(new Array<number>(length).fill(0));
      expect(!refused.ok && refused.error.code).toBe('refused');
      expect((await transfer(operation(CPLD_ID, 0, 0))).ok).toBe(true);
    });

    it('reads the identification EEPROM, more than one page of it', async () => {
      const read = await answer<Uint8Array>((reply) => under.buses.idEeprom.read(0x50, 0, 2, 64, reply));
      expect(read.ok && Buffer.from(read.value.subarray(0, 4)).toString('ascii')).toBe('R-Pi');
      expect(read.ok && read.value.length).toBe(64);
    });

    it('writes an I²C register and reads it back', async () => {
      const IODIRA = 0x00;
      const write = (value: number) =>
        answer<void>((reply) => under.buses.i2c.write(0x20, IODIRA, 1, Uint8Array.of(value), reply));
      expect((await write(0x0f)).ok).toBe(true);
      const read = await answer<Uint8Array>((reply) => under.buses.i2c.read(0x20, IODIRA, 1, 1, reply));
      expect(read.ok && [...read.value]).toEqual([0x0f]);
    });

    it('says no-answer where no device acknowledges', async () => {
      const read = await answer<Uint8Array>((reply) => under.buses.i2c.read(0x33, 0, 1, 1, reply));
      expect(!read.ok && read.error.code).toBe('no-answer');
      const write = await answer<void>((reply) => under.buses.i2c.write(0x33, 0, 1, Uint8Array.of(1), reply));
      expect(!write.ok && write.error.code).toBe('no-answer');
    });

    it('refuses an I²C read of nothing or of too much', async () => {
      for (const length of [0, 5000]) {
        const read = await answer<Uint8Array>((reply) => under.buses.i2c.read(0x20, 0, 1, length, reply));
        expect(!read.ok && read.error.code).toBe('refused');
      }
    });

    it('shows the input power as good', () => {
      expect(under.buses.powerFailN.get()).toBe(true);
    });
  });
}
