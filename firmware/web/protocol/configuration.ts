/** The office's document, its history, and what can be asked of it before it is in force. */
import { type Static, Type } from 'typebox';
import { before, EpochMs, limit, Nullable, PortName, strict } from './common.ts';

export const VERSIONS_PAGE_MAX = 100;
/** Of a document's text, characters. */
export const DOCUMENT_LENGTH_MAX = 512 * 1024;
export const EDITS_MAX = 1000;
export const CONFIRM_MINUTES_MAX = 60;

const Facts = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));
const VersionNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const FindingSchema = Type.Object(
  {
    severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
    code: Type.String({ description: 'stable: TR-OFFICE-012' }),
    path: Type.String({ description: 'extensions[3].number' }),
    what: Type.String(),
    todo: Type.String(),
    facts: Facts,
  },
  { ...strict, title: 'Finding' },
);
export const FindingsSchema = Type.Object(
  { findings: Type.Array(FindingSchema) },
  { ...strict, title: 'Findings' },
);

const EditPath = Type.Array(
  Type.Union([Type.String({ maxLength: 128 }), Type.Integer({ minimum: 0, maximum: 100_000 })]),
  { minItems: 1, maxItems: 16 },
);
export const EditSchema = Type.Union(
  [
    Type.Object({ op: Type.Literal('set'), path: EditPath, value: Type.Unknown() }, strict),
    Type.Object({ op: Type.Literal('remove'), path: EditPath }, strict),
    Type.Object({ op: Type.Literal('add'), path: EditPath, value: Type.Unknown() }, strict),
  ],
  { title: 'Edit' },
);
/** A whole new text, or edits of the text of version `base`. */
export const ChangeSchema = Type.Union(
  [
    Type.Object({ text: Type.String({ maxLength: DOCUMENT_LENGTH_MAX }) }, strict),
    Type.Object({ base: VersionNumber, edits: Type.Array(EditSchema, { maxItems: EDITS_MAX }) }, strict),
  ],
  { title: 'Change' },
);

export const VersionSchema = Type.Object(
  {
    version: Type.Integer({ minimum: 0, description: 'counts up from 1; 0: nothing was ever committed' }),
    epochMs: EpochMs,
    author: Type.String(),
    reason: Type.String(),
    confirmByEpochMs: Nullable(EpochMs),
    rolledBackTo: Nullable(Type.Integer()),
  },
  { ...strict, title: 'Version' },
);
export const CurrentDocumentSchema = Type.Object(
  {
    version: VersionSchema,
    text: Type.String(),
    document: Type.Unknown({ description: 'the same as data; see /api/configuration/schema' }),
  },
  { ...strict, title: 'CurrentDocument' },
);

export const VersionsSchema = Type.Array(VersionSchema);
export const VersionTextSchema = Type.Object(
  { version: VersionNumber, text: Type.String() },
  { ...strict, title: 'VersionText' },
);
export const FeatureCodesSchema = Type.Array(
  Type.Object(
    {
      entity: Type.String(),
      codes: Type.Array(
        Type.Object(
          {
            feature: Type.String(),
            does: Type.Union([Type.Literal('on'), Type.Literal('off'), Type.Literal('use')]),
            dial: Type.String({ description: '{n} a number, {mn} two digits, {pin} 4 to 8, {k} one digit' }),
          },
          strict,
        ),
      ),
    },
    { ...strict, title: 'EntityCodes' },
  ),
);

export const VersionsQuerySchema = Type.Object(
  { limit: limit(VERSIONS_PAGE_MAX), before: before('versions') },
  strict,
);
export const VersionParamsSchema = Type.Object({ version: VersionNumber }, strict);

const Wishes = {
  reason: Type.String({ maxLength: 500 }),
  confirmMinutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: CONFIRM_MINUTES_MAX,
      description: 'goes back by itself unless confirmed within this',
    }),
  ),
};
export const CheckSchema = Type.Object({ change: ChangeSchema }, { ...strict, title: 'Check' });
export const CommitSchema = Type.Object({ change: ChangeSchema, ...Wishes }, { ...strict, title: 'Commit' });
export const RollBackSchema = Type.Object(Wishes, { ...strict, title: 'RollBack' });
export const CommittedSchema = Type.Object(
  { version: VersionSchema, warnings: Type.Array(FindingSchema) },
  { ...strict, title: 'Committed' },
);
/** 409 `conflict`: somebody else committed since `base`; 422 `findings`; 507 `disk`. */
export const CommitRefusedSchema = Type.Object(
  {
    code: Type.String(),
    where: Type.String(),
    what: Type.String(),
    todo: Type.String(),
    why: Type.Union([Type.Literal('findings'), Type.Literal('conflict'), Type.Literal('disk')]),
    findings: Type.Array(FindingSchema),
  },
  { ...strict, title: 'CommitRefused' },
);

export const DiffQuerySchema = Type.Object({ from: VersionNumber, to: VersionNumber }, strict);
export const DiffOfChangeSchema = Type.Object(
  { from: VersionNumber, change: ChangeSchema },
  { ...strict, title: 'DiffOfChange' },
);
export const DiffSchema = Type.Object(
  { diff: Type.String({ description: 'unified diff; empty: no difference' }) },
  { ...strict, title: 'Diff' },
);

const Names = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 256 });
export const DryRunSchema = Type.Object(
  {
    from: Type.String({ minLength: 1, maxLength: 64, description: 'extension, or name of an exchange line' }),
    dials: Type.String({
      pattern: '^[0-9*#+]{0,40}$',
      description: "as dialled, or the outside caller's number",
    }),
    at: Type.String({
      pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$',
      description: 'local time of the office: 2027-02-06T18:05',
    }),
    down: Names,
    busy: Names,
    change: Type.Optional(ChangeSchema),
  },
  { ...strict, title: 'DryRun' },
);
export const DryRunAnswerSchema = Type.Object(
  {
    steps: Type.Array(
      Type.Object(
        { afterMs: Type.Number(), port: Nullable(PortName), rule: Type.String(), facts: Facts },
        strict,
      ),
    ),
    rings: Type.Array(
      Type.Object({ number: Type.String(), name: Type.String(), afterMs: Type.Number() }, strict),
    ),
    sent: Type.Array(Type.Object({ trunk: Type.String(), digits: Type.String() }, strict)),
    outcome: Type.Union([
      Type.Literal('rings'),
      Type.Literal('outside'),
      Type.Literal('tone'),
      Type.Literal('guide'),
      Type.Literal('nothing'),
    ]),
    cause: Nullable(Type.Integer({ description: 'ITU-T Q.850 cause value' })),
  },
  { ...strict, title: 'DryRunAnswer' },
);

export const ProofQuestionSchema = Type.Object(
  { change: Type.Optional(ChangeSchema) },
  { ...strict, title: 'ProofQuestion' },
);
export const ProofSchema = Type.Object(
  {
    calls: Type.Integer(),
    ms: Type.Number(),
    failures: Type.Array(
      Type.Object(
        {
          extension: Type.String(),
          number: Type.String(),
          mode: Type.String(),
          without: Nullable(Type.String()),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'Proof' },
);

export type Finding = Static<typeof FindingSchema>;
export type Edit = Static<typeof EditSchema>;
export type Change = Static<typeof ChangeSchema>;
export type CurrentDocument = Static<typeof CurrentDocumentSchema>;
export type Version = Static<typeof VersionSchema>;
export type FeatureCodes = Static<typeof FeatureCodesSchema>;
export type VersionText = Static<typeof VersionTextSchema>;
export type Commit = Static<typeof CommitSchema>;
export type RollBack = Static<typeof RollBackSchema>;
export type Committed = Static<typeof CommittedSchema>;
export type CommitRefused = Static<typeof CommitRefusedSchema>;
export type Diff = Static<typeof DiffSchema>;
export type DryRun = Static<typeof DryRunSchema>;
export type DryRunAnswer = Static<typeof DryRunAnswerSchema>;
export type Proof = Static<typeof ProofSchema>;
