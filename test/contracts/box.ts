import { describe, expect, it } from 'vitest';
import type { BoxCare, BoxFile } from '#ports/box.ts';
import { unseal } from '../../tools/box/archive.ts';

/** A box under test, and what it would be if it were opened up. */
export interface BoxUnderTest {
  readonly box: BoxCare;
  /** Puts a file into the exchange's data folder. */
  put(path: string, text: string): void;
  close(): Promise<void>;
}

const PASSPHRASE = 'a horse that telephones';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const whole = async ({ content }: BoxFile): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** What every `BoxCare` promises; run on a keeper at a socket, and on the program of a computer that is no box. */
export function boxContract(name: string, open: () => Promise<BoxUnderTest>, slots: boolean): void {
  const withBox = (body: (under: BoxUnderTest) => Promise<void>) => async () => {
    const under = await open();
    try {
      await body(under);
    } finally {
      await under.close();
    }
  };

  describe(`the contract of a box: ${name}`, () => {
    it(
      'it tells its version, and its slots where it has any',
      withBox(async ({ box }) => {
        const seen = await box.view();
        expect(seen).toMatchObject({ ok: true, value: { work: null, uploaded: { update: 0, backup: 0 } } });
        if (!seen.ok) return;
        expect(seen.value.release).toMatch(/^\d+\.\d+/);
        expect(seen.value.freeBytes).toBeGreaterThan(0);
        expect(seen.value.slots === null).toBe(!slots);
      }),
    );

    it(
      'a backup holds what is kept, for its passphrase alone, and never what is on its way in',
      withBox(async ({ box, put }) => {
        put('office.yaml', 'name: Hotel\n');
        await box.upload('update', 0, bytes('half an update'));
        const made = await box.backup(PASSPHRASE);
        if (!made.ok) throw new Error(made.error.what);
        const file = await whole(made.value);
        expect(file.length).toBe(made.value.bytes);
        expect(unseal(file, `${PASSPHRASE}.`).ok).toBe(false);
        const opened = unseal(file, PASSPHRASE);
        if (!opened.ok) throw new Error(opened.why);
        expect(opened.entries.map(({ path, content }) => [path, content.toString('utf8')])).toEqual([
          ['office.yaml', 'name: Hotel\n'],
        ]);
      }),
    );

    it(
      'a passphrase that anybody could guess is refused',
      withBox(async ({ box }) => {
        expect(await box.backup('short')).toMatchObject({ ok: false, error: { code: 'TR-BOX-006' } });
      }),
    );

    it(
      'a support file names the version and no secret of the office',
      withBox(async ({ box, put }) => {
        put('office.yaml', 'sip: { devices: [{ extension: "820", secret: correct-horse }] }\n');
        const made = await box.support();
        if (!made.ok) throw new Error(made.error.what);
        const text = (await whole(made.value)).toString('utf8');
        expect(JSON.parse(text)).toHaveProperty('journal');
        expect(text).toContain('office.yaml');
        expect(text).not.toContain('correct-horse');
      }),
    );

    it(
      'one file is made at a time; one that nobody reads makes room for the next',
      withBox(async ({ box }) => {
        const first = await box.support();
        if (!first.ok) throw new Error(first.error.what);
        expect(await box.backup(PASSPHRASE)).toMatchObject({ ok: false, error: { code: 'TR-BOX-004' } });
        await first.value.content[Symbol.asyncIterator]().return?.();
        const second = await box.support();
        if (!second.ok) throw new Error(second.error.what);
        await whole(second.value);
        expect(await box.support()).toMatchObject({ ok: true });
      }),
    );

    it(
      'a file is brought piece by piece: one that does not follow the last is refused, and the first begins anew',
      withBox(async ({ box }) => {
        expect(await box.upload('backup', 0, bytes('abc'))).toEqual({ ok: true, value: 3 });
        expect(await box.upload('backup', 5, bytes('x'))).toMatchObject({
          ok: false,
          error: { code: 'TR-BOX-005', what: '3 bytes are there' },
        });
        expect(await box.upload('backup', 3, bytes('def'))).toEqual({ ok: true, value: 6 });
        expect(await box.upload('backup', 0, bytes('z'))).toEqual({ ok: true, value: 1 });
        expect(await box.view()).toMatchObject({ value: { uploaded: { update: 0, backup: 1 } } });
      }),
    );

    it(
      'nothing is put in place of anything while no file was brought',
      withBox(async ({ box }) => {
        expect(await box.update(null)).toMatchObject({ ok: false, error: { code: 'TR-BOX-005' } });
        expect(await box.restore(PASSPHRASE)).toMatchObject({ ok: false, error: { code: 'TR-BOX-005' } });
      }),
    );

    it(
      'no stick is no fault of a box; a computer that is none has nothing to update',
      withBox(async ({ box }) => {
        const none = { ok: true, value: { sticks: 0, updates: [], release: null, refused: '' } };
        const noBox = { ok: false, error: { code: 'TR-BOX-001' } };
        expect(await box.stick()).toMatchObject(slots ? none : noBox);
      }),
    );

    if (slots) return;
    it(
      'a computer that is no box says so of all that only a box can do, and stays as it is',
      withBox(async ({ box }) => {
        await box.upload('backup', 0, bytes('abc'));
        const refused = { ok: false, error: { code: 'TR-BOX-001' } };
        expect(await box.update('https://updates.example/1.raucb')).toMatchObject(refused);
        expect(await box.updateFromStick('tipring.raucb')).toMatchObject(refused);
        expect(await box.restore(PASSPHRASE)).toMatchObject(refused);
        expect(await box.restart()).toMatchObject(refused);
        expect(await box.reset()).toMatchObject(refused);
        expect(await box.view()).toMatchObject({ ok: true, value: { work: null } });
      }),
    );
  });
}
