/** The box: version and slots, an update, backup and restore, as new. */
import { type Static, Type } from 'typebox';
import {
  BOX_UPLOADS,
  BOX_WORKS,
  PASSPHRASE_CHARS_MIN,
  PIECE_BYTES_MAX,
  STICK_UPDATES_MAX,
  UPLOAD_BYTES_MAX,
} from '#ports/box.ts';
import { EpochMs, Nullable, strict, Words } from './common.ts';
import { PASSWORD_LENGTH_MAX } from './session.ts';

const Slot = Words(['A', 'B']);
const Tries = Type.Integer({ description: 'starts that are left before it is given up' });

export const BoxSchema = Type.Object(
  {
    release: Type.String({ description: 'the version that runs' }),
    slots: Nullable(
      Type.Object(
        {
          running: Slot,
          next: Slot,
          triesLeft: Type.Object({ A: Tries, B: Tries }, strict),
        },
        { ...strict, title: 'BoxSlots', description: 'null: this computer is no box' },
      ),
    ),
    complaints: Type.Array(Type.String(), { description: 'what of box.yaml could not be used' }),
    work: Nullable(
      Type.Object(
        {
          what: Words(BOX_WORKS),
          state: Words(['running', 'done', 'failed']),
          why: Type.String({ description: 'why it has failed' }),
          sinceEpochMs: EpochMs,
        },
        { ...strict, title: 'BoxWork' },
      ),
    ),
    uploaded: Type.Object(
      { update: Type.Integer(), backup: Type.Integer() },
      { ...strict, description: 'bytes that are there' },
    ),
    freeBytes: Type.Number(),
  },
  { ...strict, title: 'Box' },
);

export const BoxUploadParamsSchema = Type.Object(
  {
    what: Words(BOX_UPLOADS),
    offset: Type.Integer({ minimum: 0, maximum: UPLOAD_BYTES_MAX, description: '0 begins anew' }),
  },
  strict,
);
export const PieceSchema = Type.Unsafe<Uint8Array>({
  description: `the next bytes of the file, at most ${PIECE_BYTES_MAX}`,
});
export const BoxUploadedSchema = Type.Object(
  { bytes: Type.Integer({ description: 'that are there now' }) },
  { ...strict, title: 'BoxUploaded' },
);

export const BoxUpdateSchema = Type.Object(
  {
    address: Nullable(
      Type.String({
        pattern: '^https?://[^\\s]+$',
        maxLength: 2_048,
        description: 'of a signed update; null: the file that was sent',
      }),
    ),
  },
  { ...strict, title: 'BoxUpdate' },
);

const StickName = Type.String({
  minLength: 1,
  maxLength: 255,
  description: 'name of a file on the stick, which ends with .raucb',
});
export const BoxStickSchema = Type.Object(
  {
    sticks: Type.Integer({ description: 'USB sticks (partitions) that can be read' }),
    updates: Type.Array(
      Type.Object({ name: StickName, bytes: Type.Number() }, { ...strict, title: 'BoxStickUpdate' }),
      { maxItems: STICK_UPDATES_MAX, description: 'one is taken only when it is alone' },
    ),
    release: Nullable(
      Type.String({ description: 'of the one that is alone, when it is signed for this box' }),
    ),
    refused: Type.String({ description: 'why the one that is alone is refused; empty when it is not' }),
  },
  { ...strict, title: 'BoxStick' },
);
export const BoxStickUpdateSchema = Type.Object(
  { name: StickName },
  { ...strict, title: 'BoxUpdateFromStick', description: 'as it was seen: another one is refused' },
);

const Passphrase = Type.String({ minLength: PASSPHRASE_CHARS_MIN, maxLength: 256 });
const Again = Type.String({
  minLength: 1,
  maxLength: PASSWORD_LENGTH_MAX,
  description: 'the own password once more',
});
export const BoxBackupSchema = Type.Object(
  { passphrase: Passphrase },
  { ...strict, title: 'BoxBackup', description: 'without its passphrase a backup is lost' },
);
export const BoxRestoreSchema = Type.Object(
  { passphrase: Passphrase, password: Again },
  { ...strict, title: 'BoxRestore' },
);
export const BoxResetSchema = Type.Object(
  { password: Again, word: Type.Literal('RESET') },
  { ...strict, title: 'BoxReset' },
);

export type Box = Static<typeof BoxSchema>;
export type BoxStick = Static<typeof BoxStickSchema>;
export type BoxUploaded = Static<typeof BoxUploadedSchema>;
