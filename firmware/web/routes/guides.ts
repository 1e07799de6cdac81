/** Voice guides, greetings and music: listen, replace by an own recording, take back. */
import { Type } from 'typebox';
import { SOUND_BYTES_MAX } from '#ports/guides.ts';
import { DoneSchema } from '../protocol/common.ts';
import { GuideSoundSchema, GuideSoundsSchema, SoundParamsSchema, WavSchema } from '../protocol/guides.ts';
import { TECHNICIANS } from '../routing/policy.ts';
import { notFound, notRunning, Refused } from '../routing/refused.ts';
import { type Route, route } from '../routing/route.ts';

const common = { subject: 'guides', policy: TECHNICIANS } as const;
export const WAV_TYPE = 'audio/wav';

const list = route({
  ...common,
  method: 'GET',
  path: '/api/guides',
  operation: 'guides',
  summary: 'Every sound, what it says, who hears it, and whether it is the own one',
  answer: GuideSoundsSchema,
  refusals: { 503: 'error' },
  handle: ({ parts }) => parts.guides?.list() ?? notRunning('guides'),
});

const wav = route({
  ...common,
  method: 'GET',
  path: '/api/guides/:language/:key/wav',
  operation: 'guideWav',
  summary: 'The sound, to listen to',
  params: SoundParamsSchema,
  answer: Type.String({ contentEncoding: 'binary' }),
  file: WAV_TYPE,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, params: { key, language }, reply }) => {
    if (parts.guides === null) return notRunning('guides');
    const found = await parts.guides.wav(key, language);
    if (found === null) return notFound(key, 'there is no such sound', 'see GET /api/guides');
    return reply.type(WAV_TYPE).send(Buffer.from(found));
  },
});

const replace = route({
  ...common,
  method: 'PUT',
  path: '/api/guides/:language/:key',
  operation: 'replaceGuide',
  summary: "Puts an own recording in the built-in one's place, or under a new name of the office",
  params: SoundParamsSchema,
  body: WavSchema,
  bodyType: WAV_TYPE,
  bodyBytesMax: SOUND_BYTES_MAX,
  answer: GuideSoundSchema,
  refusals: { 422: 'error', 503: 'error' },
  handle: async ({ parts, params: { key, language }, body, who, from }) => {
    const { guides } = parts;
    if (guides === null) return notRunning('guides');
    const known = guides.list().some((sound) => sound.key === key && sound.language === language);
    const stored = await (known ? guides.replace(key, language, body) : guides.add(key, language, body));
    if (!stored.ok) return new Refused(422, { ...stored.error });
    const facts = { language, bytes: body.byteLength };
    parts.audit({ who: who.name, from, action: 'guide.replace', target: key, facts });
    return stored.value;
  },
});

const reset = route({
  ...common,
  method: 'DELETE',
  path: '/api/guides/:language/:key',
  operation: 'resetGuide',
  summary: 'Takes the own recording away: the built-in one is heard again',
  params: SoundParamsSchema,
  answer: DoneSchema,
  refusals: { 404: 'error', 422: 'error', 503: 'error' },
  handle: async ({ parts, params: { key, language }, who, from }) => {
    if (parts.guides === null) return notRunning('guides');
    const known = parts.guides.list().some((sound) => sound.key === key && sound.language === language);
    if (!known) return notFound(key, 'there is no such sound', 'see GET /api/guides');
    const done = await parts.guides.reset(key, language);
    if (!done.ok) return new Refused(422, { ...done.error });
    parts.audit({ who: who.name, from, action: 'guide.reset', target: key, facts: { language } });
    return { done: true } as const;
  },
});

export const GUIDE_ROUTES: readonly Route[] = [list, wav, replace, reset];
