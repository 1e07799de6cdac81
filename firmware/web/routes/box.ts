/** The box as a whole: what runs, another version, everything in one file, as new. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { type BoxCare, type BoxFile, PIECE_BYTES_MAX } from '#ports/box.ts';
import type { Fault, Result } from '#units/result.ts';
import {
  BoxBackupSchema,
  BoxResetSchema,
  BoxRestoreSchema,
  BoxSchema,
  BoxStickSchema,
  BoxStickUpdateSchema,
  BoxUpdateSchema,
  BoxUploadedSchema,
  BoxUploadParamsSchema,
  PieceSchema,
} from '../protocol/box.ts';
import { DoneSchema } from '../protocol/common.ts';
import { ADMINISTRATORS, TECHNICIANS } from '../routing/policy.ts';
import { provenAgain } from '../routing/proof.ts';
import { notRunning, Refused } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

const subject = 'box';
const refusals = { 409: 'error', 422: 'error', 503: 'error', 507: 'error' } as const;
const FILE = 'application/octet-stream';

const STATUS: Readonly<Record<string, number>> = {
  'TR-BOX-001': 409,
  'TR-BOX-003': 507,
  'TR-BOX-004': 409,
  'TR-BOX-005': 409,
  'TR-BOX-006': 422,
};
const refused = (fault: Fault): Refused => new Refused(STATUS[fault.code] ?? 503, { ...fault });

type Anything = Asked<unknown, unknown, unknown>;

/** Does it and writes into the audit that it was begun. */
async function done(
  { parts, who, from }: Anything,
  action: string,
  what: (box: BoxCare) => Promise<Result<null>>,
  facts: Readonly<Record<string, string>> = {},
): Promise<{ readonly done: true } | Refused> {
  if (parts.box === null) return notRunning('box');
  const answer = await what(parts.box);
  if (!answer.ok) return refused(answer.error);
  parts.audit({ who: who.name, from, action, target: 'box', facts });
  return { done: true };
}

/** `…-2026-11-22.tipring`: by the office's own date. */
async function file(
  { parts, who, from, reply }: Anything,
  action: string,
  name: (day: string) => string,
  make: (box: BoxCare) => Promise<Result<BoxFile>>,
): Promise<FastifyReply | Refused> {
  if (parts.box === null) return notRunning('box');
  const made = await make(parts.box);
  if (!made.ok) return refused(made.error);
  parts.audit({ who: who.name, from, action, target: 'box' });
  const at = parts.epochMs();
  const day = new Date(at + parts.offsetMinutes(at) * 60_000).toISOString().slice(0, 10);
  return reply
    .type(FILE)
    .header('content-length', made.value.bytes)
    .header('content-disposition', `attachment; filename="${name(day)}"`)
    .send(Readable.from(made.value.content));
}

const view = route({
  method: 'GET',
  path: '/api/box',
  operation: 'box',
  subject,
  summary: 'Version, slots, and what is being done to the box',
  policy: TECHNICIANS,
  answer: BoxSchema,
  refusals: { 503: 'error' },
  handle: async ({ parts }) => {
    if (parts.box === null) return notRunning('box');
    const seen = await parts.box.view();
    return seen.ok ? seen.value : refused(seen.error);
  },
});

const upload = route({
  method: 'PUT',
  path: '/api/box/uploads/:what/:offset',
  operation: 'uploadToBox',
  subject,
  summary: 'The next piece of an update or of a backup',
  policy: TECHNICIANS,
  params: BoxUploadParamsSchema,
  body: PieceSchema,
  bodyType: FILE,
  bodyBytesMax: PIECE_BYTES_MAX,
  answer: BoxUploadedSchema,
  refusals,
  handle: async ({ parts, params: { what, offset }, body }) => {
    if (parts.box === null) return notRunning('box');
    const taken = await parts.box.upload(what, offset, body);
    return taken.ok ? { bytes: taken.value } : refused(taken.error);
  },
});

const update = route({
  method: 'POST',
  path: '/api/box/update',
  operation: 'updateBox',
  subject,
  summary: 'Begins to write a signed update into the slot that does not run; calls go on',
  policy: TECHNICIANS,
  body: BoxUpdateSchema,
  status: 202,
  answer: DoneSchema,
  refusals,
  handle: (asked) => {
    const { address } = asked.body;
    return done(asked, 'box.update', (box) => box.update(address), { of: address ?? 'file' });
  },
});

const stick = route({
  method: 'GET',
  path: '/api/box/stick',
  operation: 'boxStick',
  subject,
  summary: 'Looks whether a USB stick of the box has one update, and which',
  policy: TECHNICIANS,
  answer: BoxStickSchema,
  refusals,
  handle: async ({ parts }) => {
    if (parts.box === null) return notRunning('box');
    const seen = await parts.box.stick();
    return seen.ok ? seen.value : refused(seen.error);
  },
});

const updateFromStick = route({
  method: 'POST',
  path: '/api/box/stick',
  operation: 'updateBoxFromStick',
  subject,
  summary: 'Begins to write the update of the stick into the slot that does not run; calls go on',
  policy: TECHNICIANS,
  body: BoxStickUpdateSchema,
  status: 202,
  answer: DoneSchema,
  refusals,
  handle: (asked) => {
    const { name } = asked.body;
    return done(asked, 'box.update', (box) => box.updateFromStick(name), { of: `stick: ${name}` });
  },
});

const restart = route({
  method: 'POST',
  path: '/api/box/restart',
  operation: 'restartBox',
  subject,
  summary: 'Starts the box anew, after an update with the new version; calls are lost',
  policy: TECHNICIANS,
  answer: DoneSchema,
  refusals,
  handle: (asked) => done(asked, 'box.restart', (box) => box.restart()),
});

const support = route({
  method: 'GET',
  path: '/api/box/support',
  operation: 'boxSupport',
  subject,
  summary: 'What helps to find a fault: versions, sizes, the journal; no office, no records, no secrets',
  policy: TECHNICIANS,
  answer: Type.String({ contentEncoding: 'binary' }),
  file: FILE,
  refusals,
  handle: (asked) =>
    file(
      asked,
      'box.support',
      (day) => `tipring-support-${day}.json`,
      (box) => box.support(),
    ),
});

const backup = route({
  method: 'POST',
  path: '/api/box/backup',
  operation: 'backUpBox',
  subject,
  summary: 'Office, records, voice and users in one encrypted file',
  policy: ADMINISTRATORS,
  body: BoxBackupSchema,
  answer: Type.String({ contentEncoding: 'binary' }),
  file: FILE,
  refusals,
  handle: (asked) =>
    file(
      asked,
      'box.backup',
      (day) => `tipring-backup-${day}.tipring`,
      (box) => box.backup(asked.body.passphrase),
    ),
});

const restore = route({
  method: 'POST',
  path: '/api/box/restore',
  operation: 'restoreBox',
  subject,
  summary: 'Begins to put the backup that was sent in place of everything; the exchange starts anew with it',
  policy: ADMINISTRATORS,
  body: BoxRestoreSchema,
  status: 202,
  answer: DoneSchema,
  refusals: { ...refusals, 429: 'error' },
  handle: async (asked) => {
    const user = await provenAgain(asked, asked.body.password);
    if (user instanceof Refused) return user;
    return done(asked, 'box.restore', (box) => box.restore(asked.body.passphrase));
  },
});

const reset = route({
  method: 'POST',
  path: '/api/box/reset',
  operation: 'resetBox',
  subject,
  summary: 'Starts the box anew as it came: office, records, voice and users are gone',
  policy: ADMINISTRATORS,
  body: BoxResetSchema,
  answer: DoneSchema,
  refusals: { ...refusals, 429: 'error' },
  handle: async (asked) => {
    const user = await provenAgain(asked, asked.body.password);
    if (user instanceof Refused) return user;
    return done(asked, 'box.reset', (box) => box.reset());
  },
});

export const BOX_ROUTES: readonly Route[] = [
  ...[view, upload, update, stick, updateFromStick],
  ...[restart, support, backup, restore, reset],
];
