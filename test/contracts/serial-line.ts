import { describe, expect, it } from 'vitest';
import type { SerialLine } from '#ports/serial.ts';

/** A line under test with flow control XON/XOFF, and what stands at its other end. */
export interface SerialUnderTest {
  readonly line: SerialLine;
  plug(): void;
  /** It is gone, without a word. */
  unplug(): Promise<void>;
  /** Everything that the other end has read. */
  heard(): string;
  /** The other end says this. */
  says(text: string): void;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
/** Real lines need real turns of the loop, however many. */
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** What every `SerialLine` promises; run on a serial device and on the simulated cable. */
export function serialLineContract(name: string, open: () => Promise<SerialUnderTest>): void {
  const plugged = (body: (under: SerialUnderTest) => Promise<void>) => async () => {
    const under = await open();
    try {
      const up = new Promise<void>((there) => under.line.onUp(there));
      under.plug();
      await up;
      await body(under);
    } finally {
      await under.line.close();
      await under.close();
    }
  };
  const received = async ({ line }: SerialUnderTest, length: number): Promise<string> => {
    let text = '';
    while (text.length < length) {
      const came = await line.receive();
      if (!came.ok) throw new Error(came.error.what);
      expect(came.value.length).toBeGreaterThan(0);
      text += Buffer.from(came.value).toString('latin1');
    }
    return text;
  };

  describe(`the contract of a serial line: ${name}`, () => {
    it(
      'what either end says is at the other, whole and in order, all eight bits of it',
      plugged(async (under) => {
        const { line, says, heard } = under;
        const check = '\x02GI RN801 GNÄrger\x03\x7f\xff\x00';
        for (const text of ['one', 'two', check])
          expect(await line.send(bytes(text))).toEqual({ ok: true, value: null });
        await until(() => heard().length === 6 + check.length);
        expect(heard()).toBe(`onetwo${check}`);
        says('\x02');
        says('LS DA261122\x03\x06\xff\x00');
        expect(await received(under, 16)).toBe('\x02LS DA261122\x03\x06\xff\x00');
      }),
    );

    it(
      'both ends may talk at once, and more than fits on the way',
      plugged(async (under) => {
        const talk = Array.from({ length: 200 }, (_, n) => `record ${n} ${'x'.repeat(100)}\r\n`).join('');
        under.says(talk);
        const sending = under.line.send(bytes(talk));
        expect(await received(under, talk.length)).toBe(talk);
        expect(await sending).toMatchObject({ ok: true });
        await until(() => under.heard().length === talk.length);
        expect(under.heard()).toBe(talk);
      }),
    );

    it(
      'an other end that says XOFF is sent nothing more before it says XON, and is heard meanwhile',
      plugged(async (under) => {
        under.says('\x13busy');
        // Flow control is of the kernel: what comes behind XOFF has been read after it.
        expect(await received(under, 4)).toBe('busy');
        let sent = false;
        const sending = under.line.send(bytes('later')).then((result) => {
          sent = true;
          return result;
        });
        under.says('still');
        expect(await received(under, 5)).toBe('still');
        // One that did not obey would have sent long before.
        for (let turn = 0; turn < 5_000; turn++) await new Promise<void>((next) => setImmediate(next));
        expect([sent, under.heard()]).toEqual([false, '']);
        under.says('\x11');
        expect(await sending).toMatchObject({ ok: true });
        await until(() => under.heard() === 'later');
      }),
    );

    it(
      'a cable that is pulled ends what waits for it; put back, it is told and works again',
      plugged(async (under) => {
        const { line } = under;
        let ups = 0;
        line.onUp(() => {
          ups += 1;
        });
        const waiting = line.receive();
        await under.unplug();
        for (;;) if (!(await line.send(bytes('lost'))).ok) break;
        expect(await waiting).toMatchObject({ ok: false });
        expect(await line.receive()).toMatchObject({ ok: false });
        const before = ups;
        under.plug();
        await until(() => ups > before);
        under.says('again');
        expect(await received(under, 5)).toBe('again');
        expect(await line.send(bytes('heard'))).toMatchObject({ ok: true });
        await until(() => under.heard().endsWith('heard'));
      }),
    );

    it(
      'closed by us, whoever waits for it hears so',
      plugged(async ({ line }) => {
        const waiting = line.receive();
        await line.close();
        expect(await waiting).toMatchObject({ ok: false });
        expect(await line.send(bytes('x'))).toMatchObject({ ok: false });
      }),
    );
  });
}
