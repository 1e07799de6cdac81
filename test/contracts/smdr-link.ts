import { describe, expect, it } from 'vitest';
import type { SmdrLink } from '#ports/smdr.ts';

/** A link under test, and what stands at its other end. */
export interface LinkUnderTest {
  readonly link: SmdrLink;
  /** The other end is there and reads. */
  plug(): Promise<void>;
  /** It is gone, without a word. */
  unplug(): Promise<void>;
  /** Everything that the other end has read, over all its connections. */
  read(): string;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Real links need real turns of the loop, however many. */
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** What every `SmdrLink` promises; run on sockets, a serial device and the simulated printer. */
export function smdrLinkContract(name: string, open: () => Promise<LinkUnderTest>): void {
  const withLink = (body: (under: LinkUnderTest) => Promise<void>) => async () => {
    const under = await open();
    try {
      await body(under);
    } finally {
      await under.link.close();
      await under.close();
    }
  };

  describe(`the contract of a way to a printer: ${name}`, () => {
    it(
      'lines that were acknowledged are at the other end, whole and in order',
      withLink(async ({ link, plug, read }) => {
        const up = new Promise<void>((resolve) => link.onUp(resolve));
        await plug();
        await up;
        for (let i = 0; i < 5; i++)
          expect(await link.send(bytes(`line ${i}\r\n`))).toMatchObject({ ok: true });
        await until(() => read().includes('line 4\r\n'));
        expect(read()).toBe('line 0\r\nline 1\r\nline 2\r\nline 3\r\nline 4\r\n');
      }),
    );

    it(
      'while nobody is there a line is refused, with what to do',
      withLink(async ({ link }) => {
        expect(await link.send(bytes('x\r\n'))).toMatchObject({
          ok: false,
          error: { code: 'TR-SMDR-003', todo: expect.any(String) },
        });
      }),
    );

    it(
      'an other end that goes away and comes back is told, and takes lines again',
      withLink(async ({ link, plug, unplug, read }) => {
        let ups = 0;
        link.onUp(() => {
          ups += 1;
        });
        await plug();
        await until(() => ups > 0);
        expect(await link.send(bytes('before\r\n'))).toMatchObject({ ok: true });
        await unplug();
        for (;;) if (!(await link.send(bytes('lost\r\n'))).ok) break;
        const before = ups;
        await plug();
        await until(() => ups > before);
        expect(await link.send(bytes('after\r\n'))).toMatchObject({ ok: true });
        await until(() => read().endsWith('after\r\n'));
      }),
    );
  });
}
