/** The office's document: read, check, commit, history, and questions to it before it is in force. */
import { Type } from 'typebox';
import type { Change, CommitAnswer, CommitWishes, Configuration, Finding } from '#ports/configuration.ts';
import { DoneSchema } from '../protocol/common.ts';
import {
  CheckSchema,
  CommitRefusedSchema,
  CommitSchema,
  CommittedSchema,
  CurrentDocumentSchema,
  DiffOfChangeSchema,
  DiffQuerySchema,
  DiffSchema,
  DOCUMENT_LENGTH_MAX,
  DryRunAnswerSchema,
  DryRunSchema,
  FeatureCodesSchema,
  FindingsSchema,
  ProofQuestionSchema,
  ProofSchema,
  RollBackSchema,
  VERSIONS_PAGE_MAX,
  VersionParamsSchema,
  VersionsQuerySchema,
  VersionsSchema,
  VersionTextSchema,
} from '../protocol/configuration.ts';
import { TECHNICIANS } from '../routing/policy.ts';
import { notFound, notRunning, Refused } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

/** Text as JSON, with room for escapes. */
const bodyBytesMax = DOCUMENT_LENGTH_MAX * 2;
const subject = 'configuration';
const policy = TECHNICIANS;
const common = { subject, policy } as const;

const unknownVersion = (version: number): Refused =>
  notFound(`version ${version}`, 'it is not known', 'see GET /api/configuration/versions');

const REFUSALS = {
  findings: {
    status: 422,
    what: 'the document has errors',
    todo: 'each finding says where and what to do; correct them and commit again',
  },
  conflict: {
    status: 409,
    what: 'somebody else has committed since, or this version is not there to go back to',
    todo: 'load the newest version and make the change again',
  },
  disk: {
    status: 507,
    what: 'it could not be stored',
    todo: 'make room in the data folder; what runs stays as it is',
  },
} as const;

class CommitRefused extends Refused {
  constructor(why: keyof typeof REFUSALS, findings: readonly Finding[]) {
    const { status, what, todo } = REFUSALS[why];
    const body = { code: `TR-WEB-${status}`, where: 'configuration', what, todo, why, findings };
    super(status, body);
  }
}
const commitRefusals = {
  409: CommitRefusedSchema,
  422: CommitRefusedSchema,
  503: 'error',
  507: CommitRefusedSchema,
} as const;

function wishes(
  author: string,
  { reason, confirmMinutes }: { reason: string; confirmMinutes?: number },
): CommitWishes {
  return {
    author,
    reason,
    ...(confirmMinutes === undefined ? {} : { confirmWithinMs: confirmMinutes * 60_000 }),
  };
}

/** Tells the audit what came into force. */
async function committed(
  { parts, who, from, body }: Asked<unknown, unknown, { reason: string; confirmMinutes?: number }>,
  action: string,
  make: (configuration: Configuration) => Promise<CommitAnswer>,
) {
  if (parts.configuration === null) return notRunning('configuration');
  const before = parts.configuration.current().version.version;
  const answer = await make(parts.configuration);
  if (!answer.ok) return new CommitRefused(answer.why, answer.findings);
  const { version } = answer.version;
  const { reason, confirmMinutes = null } = body;
  parts.audit({
    who: who.name,
    from,
    action,
    target: `version ${version}`,
    facts: { before, after: version, reason, confirmMinutes },
  });
  return { version: answer.version, warnings: answer.warnings };
}

const current = route({
  ...common,
  method: 'GET',
  path: '/api/configuration',
  operation: 'configuration',
  summary: 'The document in force, as text with its comments and as data',
  answer: CurrentDocumentSchema,
  refusals: { 503: 'error' },
  handle: ({ parts }) => parts.configuration?.current() ?? notRunning('configuration'),
});

const schema = route({
  ...common,
  method: 'GET',
  path: '/api/configuration/schema',
  operation: 'configurationSchema',
  summary: 'JSON Schema (2020-12) of the document, with a description of every field',
  answer: Type.Unknown(),
  refusals: { 503: 'error' },
  handle: ({ parts }) => parts.configuration?.schema() ?? notRunning('configuration'),
});

const check = route({
  ...common,
  method: 'POST',
  path: '/api/configuration/check',
  operation: 'checkConfiguration',
  summary: 'What would be found in a document, without committing it',
  body: CheckSchema,
  bodyBytesMax,
  answer: FindingsSchema,
  refusals: { 503: 'error' },
  handle: ({ parts, body }) =>
    parts.configuration === null
      ? notRunning('configuration')
      : { findings: parts.configuration.check(body.change as Change) },
});

const commit = route({
  ...common,
  method: 'POST',
  path: '/api/configuration/commit',
  operation: 'commitConfiguration',
  summary:
    'Puts a document into force when it has no errors; with confirmMinutes it goes back by itself unless confirmed',
  body: CommitSchema,
  bodyBytesMax,
  answer: CommittedSchema,
  refusals: commitRefusals,
  handle: (asked) =>
    committed(asked, 'config.commit', (configuration) =>
      configuration.commit(asked.body.change as Change, wishes(asked.who.name, asked.body)),
    ),
});

const versions = route({
  ...common,
  method: 'GET',
  path: '/api/configuration/versions',
  operation: 'configurationVersions',
  summary: 'The history, newest first',
  query: VersionsQuerySchema,
  answer: VersionsSchema,
  refusals: { 503: 'error' },
  handle: ({ parts, query: { limit = VERSIONS_PAGE_MAX, before } }) =>
    parts.configuration?.versions(limit, before) ?? notRunning('configuration'),
});

const text = route({
  ...common,
  method: 'GET',
  path: '/api/configuration/versions/:version',
  operation: 'configurationVersion',
  summary: 'The text of one version',
  params: VersionParamsSchema,
  answer: VersionTextSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, params: { version } }) => {
    if (parts.configuration === null) return notRunning('configuration');
    const found = await parts.configuration.textOf(version);
    return found === null ? unknownVersion(version) : { version, text: found };
  },
});

const featureCodes = route({
  ...common,
  method: 'GET',
  path: '/api/configuration/feature-codes',
  operation: 'featureCodes',
  summary: 'Every feature code in force, tenant by tenant',
  answer: FeatureCodesSchema,
  refusals: { 503: 'error' },
  handle: ({ parts }) => {
    if (parts.configuration === null) return notRunning('configuration');
    return parts.configuration.featureCodes().map(({ entity, codes }) => ({ entity, codes: [...codes] }));
  },
});

const confirm = route({
  ...common,
  method: 'POST',
  path: '/api/configuration/versions/:version/confirm',
  operation: 'confirmConfiguration',
  summary: 'Keeps a version that waits for confirmation',
  params: VersionParamsSchema,
  answer: DoneSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, params: { version }, who, from }) => {
    if (parts.configuration === null) return notRunning('configuration');
    if (!(await parts.configuration.confirm(version)))
      return notFound(
        `version ${version}`,
        'it does not wait for confirmation',
        'see GET /api/configuration/versions',
      );
    parts.audit({ who: who.name, from, action: 'config.confirm', target: `version ${version}` });
    return { done: true } as const;
  },
});

const rollBack = route({
  ...common,
  method: 'POST',
  path: '/api/configuration/versions/:version/roll-back',
  operation: 'rollBackConfiguration',
  summary: 'Puts the text of an earlier version into force again, as a new version',
  params: VersionParamsSchema,
  body: RollBackSchema,
  answer: CommittedSchema,
  refusals: { ...commitRefusals, 404: 'error' },
  handle: async (asked) => {
    const { version } = asked.params;
    if ((await asked.parts.configuration?.textOf(version)) === null) return unknownVersion(version);
    return committed(asked, 'config.roll-back', (configuration) =>
      configuration.rollBack(version, wishes(asked.who.name, asked.body)),
    );
  },
});

const diff = route({
  ...common,
  method: 'GET',
  path: '/api/configuration/diff',
  operation: 'configurationDiff',
  summary: 'What differs between two versions',
  query: DiffQuerySchema,
  answer: DiffSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, query: { from, to } }) => {
    if (parts.configuration === null) return notRunning('configuration');
    const found = await parts.configuration.diff(from, to);
    return found === null ? unknownVersion(from) : { diff: found };
  },
});

const diffOfChange = route({
  ...common,
  method: 'POST',
  path: '/api/configuration/diff',
  operation: 'configurationDiffOfChange',
  summary: 'What a change would change',
  body: DiffOfChangeSchema,
  bodyBytesMax,
  answer: DiffSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, body: { from, change } }) => {
    if (parts.configuration === null) return notRunning('configuration');
    const found = await parts.configuration.diff(from, change as Change);
    return found === null ? unknownVersion(from) : { diff: found };
  },
});

const dryRun = route({
  ...common,
  method: 'POST',
  path: '/api/configuration/dry-run',
  operation: 'dryRun',
  summary: 'What would happen to a call at some time of the week; no telephone rings',
  body: DryRunSchema,
  bodyBytesMax,
  answer: DryRunAnswerSchema,
  refusals: { 422: CommitRefusedSchema, 503: 'error' },
  handle: ({ parts, body }) => {
    if (parts.configuration === null) return notRunning('configuration');
    const { change, ...question } = body;
    const answer = parts.configuration.dryRun(
      change === undefined ? question : { ...question, change: change as Change },
    );
    return 'findings' in answer ? new CommitRefused('findings', answer.findings) : answer;
  },
});

const proof = route({
  ...common,
  method: 'POST',
  path: '/api/configuration/emergency-proof',
  operation: 'proveEmergency',
  summary: 'Runs every emergency number from every extension in every mode through the exchange, on a copy',
  body: ProofQuestionSchema,
  bodyBytesMax,
  answer: ProofSchema,
  refusals: { 422: CommitRefusedSchema, 503: 'error' },
  handle: async ({ parts, body }) => {
    if (parts.configuration === null) return notRunning('configuration');
    const { findings, ...answer } = await parts.configuration.proveEmergency(
      body.change as Change | undefined,
    );
    return findings === undefined ? answer : new CommitRefused('findings', findings);
  },
});

export const CONFIGURATION_ROUTES: readonly Route[] = [
  current,
  schema,
  check,
  commit,
  versions,
  text,
  featureCodes,
  confirm,
  rollBack,
  diff,
  diffOfChange,
  dryRun,
  proof,
];
