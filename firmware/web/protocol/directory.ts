/** The operators' directory, and tables that become one. */
import { type Static, Type } from 'typebox';
import { ENTRY_ERRORS } from '#ports/desk.ts';
import { Nullable, strict, Words } from './common.ts';
import { LanguageSchema } from './session.ts';

export const DIRECTORY_PAGE_MAX = 500;
/** Of an imported file, and of what it unpacks to. */
export const IMPORT_BYTES_MAX = 4 << 20;
/** Rows with something wrong, or to be changed, that a preview tells one by one. */
export const PREVIEW_ROWS_MAX = 1_000;

const LIBRARIES = ['local', 'long-distance'] as const;
const fields = {
  library: Words(LIBRARIES),
  number: Type.String({ maxLength: 64, description: 'digits, * and #, a + in front' }),
  name: Type.String({ maxLength: 128 }),
  shortCode: Type.String({ maxLength: 32, description: 'dialled in place of the number by operators' }),
  department: Type.String({ maxLength: 128 }),
  notes: Type.String({ maxLength: 1_000 }),
  important: Type.Boolean(),
};

export const DirectoryEntrySchema = Type.Object(
  { id: Type.Integer({ description: 'below 0: an extension of the office' }), ...fields },
  { ...strict, title: 'DirectoryEntry' },
);
export const NewEntrySchema = Type.Object(fields, { ...strict, title: 'NewDirectoryEntry' });
export const EntryErrorSchema = Type.Object(
  {
    field: Words(['library', 'number', 'name', 'shortCode', 'department', 'notes', 'important']),
    error: Words(ENTRY_ERRORS),
  },
  { ...strict, title: 'DirectoryEntryError' },
);
/** What was put, or why not. */
export const EntryPutSchema = Type.Object(
  { entry: Nullable(DirectoryEntrySchema), errors: Type.Array(EntryErrorSchema) },
  { ...strict, title: 'DirectoryEntryPut' },
);
export const DirectoryQuerySchema = Type.Object(
  {
    text: Type.Optional(
      Type.String({ maxLength: 64, description: 'number, name, pinyin, initials, department' }),
    ),
    library: Type.Optional(Words(LIBRARIES)),
    department: Type.Optional(Type.String({ maxLength: 128 })),
    from: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'place to begin at' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: DIRECTORY_PAGE_MAX })),
  },
  strict,
);
export const DirectoryPageSchema = Type.Object(
  { entries: Type.Array(DirectoryEntrySchema), total: Type.Integer() },
  { ...strict, title: 'DirectoryPage' },
);
export const EntryParamsSchema = Type.Object(
  { id: Type.Integer({ minimum: -100_000, maximum: Number.MAX_SAFE_INTEGER }) },
  strict,
);

export const ImportQuerySchema = Type.Object(
  {
    take: Type.Optional(Type.Boolean({ description: 'false (default): only look what it would do' })),
    mode: Type.Optional(Words(['add', 'replace'])),
  },
  strict,
);
export const ImportAnswerSchema = Type.Object(
  {
    missing: Nullable(Words(['number', 'name'])),
    ignored: Type.Array(Type.String(), { description: 'titles that mean nothing here' }),
    fresh: Type.Integer(),
    changed: Type.Integer(),
    same: Type.Integer(),
    bad: Type.Integer(),
    absent: Type.Integer({ description: 'stored, but not in the table; mode=replace removes them' }),
    taken: Nullable(Type.Integer({ description: 'written; null: it was only looked at' })),
    rows: Type.Array(
      Type.Object(
        {
          line: Type.Integer({ description: 'in the file; the titles are line 1' }),
          change: Words(['new', 'changed', 'bad']),
          entry: NewEntrySchema,
          errors: Type.Array(EntryErrorSchema),
        },
        strict,
      ),
      { description: `bad rows first, at most ${PREVIEW_ROWS_MAX}` },
    ),
  },
  { ...strict, title: 'DirectoryImport' },
);
export const TableQuerySchema = Type.Object(
  { language: Type.Optional(LanguageSchema), bom: Type.Optional(Type.Boolean()) },
  strict,
);

export type DirectoryPage = Static<typeof DirectoryPageSchema>;
export type DirectoryImport = Static<typeof ImportAnswerSchema>;
export type DirectoryEntryPut = Static<typeof EntryPutSchema>;
