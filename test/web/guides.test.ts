import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GuideSound, SoundLanguage } from '#ports/guides.ts';
import type { OfficeSounds } from '#web/parts.ts';
import { type Client, TestApi } from './support/api.ts';

/** The library in memory: every WAV that says so is good. */
class MemoryGuides implements OfficeSounds {
  readonly own = new Map<string, Uint8Array>();
  list(): readonly GuideSound[] {
    const sound = (key: string, built: boolean): GuideSound => ({
      ...{
        key,
        language: 'en',
        kind: built ? 'text' : 'name',
        text: 'Hello.',
        heard: 'caller',
        lengthMs: 900,
        telephoneCode: null,
      },
      origin: this.own.has(`en/${key}`) ? 'own' : 'built-in',
    });
    const named = [...this.own.keys()].map((path) => path.split('/')[1]!).filter((key) => key !== 'hello');
    return [sound('hello', true), ...named.map((key) => sound(key, false))];
  }
  async replace(key: string, language: SoundLanguage, wav: Uint8Array) {
    if (!Buffer.from(wav).toString('latin1').startsWith('RIFF'))
      return {
        ok: false,
        error: { code: 'TR-GUIDE-002', where: key, what: 'it is no WAV', todo: 'record it again' },
      } as const;
    this.own.set(`${language}/${key}`, wav);
    return { ok: true, value: this.list().find((one) => one.key === key)! } as const;
  }
  add(key: string, language: SoundLanguage, wav: Uint8Array) {
    return this.replace(key, language, wav);
  }
  async reset(key: string, language: SoundLanguage) {
    this.own.delete(`${language}/${key}`);
    return { ok: true, value: null } as const;
  }
  async wav(key: string, language: SoundLanguage): Promise<Uint8Array | null> {
    return this.own.get(`${language}/${key}`) ?? null;
  }
}

let api: TestApi;
let tech: Client;
const guides = new MemoryGuides();
beforeEach(async () => {
  api = await TestApi.start({ guides });
  tech = await api.as('technician');
});
afterEach(() => api.close());

const put = (path: string, body: Uint8Array) => tech.ask('PUT', path, body, { 'content-type': 'audio/wav' });
const wav = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(100_000, 7)]);

test('an own recording takes the place of a built-in one, is listened to, and taken away again', async () => {
  expect(await put('/api/guides/en/hello', wav)).toMatchObject({
    status: 200,
    body: { key: 'hello', origin: 'own' },
  });
  const heard = await tech.get('/api/guides/en/hello/wav');
  expect(heard.headers.get('content-type')).toBe('audio/wav');
  expect(wav.equals(heard.body)).toBe(true);
  expect((await tech.get('/api/guides')).body).toMatchObject([{ key: 'hello', origin: 'own' }]);
  expect((await tech.ask('DELETE', '/api/guides/en/hello')).status).toBe(200);
  expect((await tech.get('/api/guides/en/hello/wav')).status).toBe(404);
  expect(api.actions()).toEqual(['login', 'guide.replace', 'guide.reset']);
});

test("a greeting of the office gets a name of its own, in the office's letters", async () => {
  expect((await put(`/api/guides/en/${encodeURIComponent('前台问候')}`, wav)).body).toMatchObject({
    key: '前台问候',
    kind: 'name',
  });
});

test('what is no WAV, and a name that is a path, are refused', async () => {
  expect(await put('/api/guides/en/hello', Buffer.from('MZ'))).toMatchObject({
    status: 422,
    body: { code: 'TR-GUIDE-002' },
  });
  for (const name of ['..%2f..%2fetc%2fpasswd', '%00', '.hidden', 'a'.repeat(41)])
    expect((await put(`/api/guides/en/${name}`, wav)).status).toBe(400);
  expect((await put('/api/guides/fr/hello', wav)).status).toBe(400);
  expect((await tech.ask('DELETE', '/api/guides/en/unknown')).status).toBe(404);
});
