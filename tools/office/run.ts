import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { DryRunAnswer, Finding } from '#ports/configuration.ts';
import { OfficeDocumentSchema } from '#ports/office-document.ts';
import { dryRun } from '#runtime/dry-run/dry-run.ts';
import { proveEmergency } from '#runtime/dry-run/emergency-proof.ts';
import type { CheckedDocument } from '#runtime/office/document-check.ts';
import type { Office } from '#switching/model.ts';
import { nowLocal, officeOf } from './load.ts';
import { findingText, languageOf, type Say, sentence, wordsOf } from './words.ts';

export const USAGE = `npm run office -- check FILE                 what is wrong with an office file, and where
npm run office -- dry-run FILE --from 801 --dials 9110 [--at 2027-02-06T18:05] [--down "Line 1"]… [--busy 802]…
npm run office -- prove FILE                 whether every emergency call gets out, also with any one line out
npm run office -- schema                     JSON Schema of the file

  --from an extension, or the name of an exchange line for a call from outside; --region cn;
  --language zh-CN|en; --json. Ends with 0 when all is well, 1 when something is wrong, 2 when it was not understood.`;

/** What the command is given and gives back; nothing of it is the process. */
export interface Console {
  readonly environment: NodeJS.ProcessEnv;
  out(text: string): void;
  err(text: string): void;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const list = { type: 'string', multiple: true } as const;
const OPTIONS = {
  ...{ from: text, dials: text, at: text, region: text, language: text, json: flag },
  ...{ down: list, busy: list },
} as const;
const parse = (words: readonly string[]) =>
  parseArgs({ args: [...words], options: OPTIONS, strict: true, allowPositionals: true });
type Asked = ReturnType<typeof parse>['values'];

class Misunderstood extends Error {}

function load(file: string | undefined, asked: Asked): CheckedDocument {
  if (file === undefined) throw new Misunderstood('name a file');
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Misunderstood(`${file}: ${(error as Error).message}`);
  }
  const read = officeOf(content, asked.region ?? 'cn');
  if (!read.ok) throw new Misunderstood(`${read.error.where}: ${read.error.what}. ${read.error.todo}`);
  return read.value;
}

function tellFindings(console: Console, say: Say, file: string, findings: readonly Finding[]): void {
  for (const finding of findings) {
    const { severity, code, path } = finding;
    const { what, todo } = findingText(say, finding);
    const place = path === '' ? '' : `${path}: `;
    console.out(`${file}: ${place}${say(severity)} ${code}: ${what}\n    ${say('todo')}: ${todo}`);
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1).padStart(6)} s`;

function tellDryRun(console: Console, say: Say, answer: DryRunAnswer): void {
  for (const { afterMs, rule, facts } of answer.steps)
    console.out(`${seconds(afterMs)}  ${sentence(say, rule, facts)}`);
  for (const { afterMs, number, name } of answer.rings)
    console.out(`${seconds(afterMs)}  ${say('rings')}: ${number} ${name}`);
  for (const { trunk, digits } of answer.sent) console.out(`${say('sent')} ${trunk}: ${digits}`);
  const cause =
    answer.cause === null ? '' : ` (${say('cause')} ${answer.cause}: ${say(`cause.${answer.cause}`)})`;
  console.out(`${say('outcome')}: ${say(`outcome.${answer.outcome}`)}${cause}`);
}

interface Job {
  readonly asked: Asked;
  readonly file: string;
  readonly say: Say;
  readonly console: Console;
}

const refused = ({ asked, file, say, console }: Job, findings: readonly Finding[]): number => {
  if (asked.json === true) console.out(JSON.stringify({ findings }));
  else tellFindings(console, say, file, findings);
  return 1;
};

function check(job: Job, { findings, office }: CheckedDocument): number {
  const { asked, file, say, console } = job;
  if (asked.json === true) console.out(JSON.stringify({ findings }));
  else {
    tellFindings(console, say, file, findings);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (findings.length > 0) console.out(say('errors', { errors, warnings: findings.length - errors }));
    if (office !== null)
      console.out(say('good', { extensions: office.extensions.length, trunks: office.trunks.length }));
  }
  return office === null ? 1 : 0;
}

function tryCall(job: Job, office: Office): number {
  const { asked, say, console } = job;
  const { from, dials = '', at = nowLocal(), down = [], busy = [] } = asked;
  if (from === undefined) throw new Misunderstood('--from is missing');
  const answer = dryRun(office, { from, dials, at, down, busy });
  if ('findings' in answer) return refused(job, answer.findings);
  if (asked.json === true) console.out(JSON.stringify(answer));
  else tellDryRun(console, say, answer);
  return answer.outcome === 'rings' || answer.outcome === 'outside' ? 0 : 1;
}

function prove({ asked, say, console }: Job, office: Office): number {
  const answer = proveEmergency(office);
  if (asked.json === true) console.out(JSON.stringify(answer));
  else {
    const { calls, ms, failures } = answer;
    for (const { extension, number, mode, without } of failures)
      console.out(say('failure', { extension, number, mode, without: without ?? 'none' }));
    console.out(say('proved', { calls, ms, failures: failures.length }));
  }
  return answer.failures.length === 0 && answer.calls > 0 ? 0 : 1;
}

function work(words: readonly string[], console: Console): number {
  const { values: asked, positionals } = parse(words);
  const [task, file] = positionals;
  if (task === 'schema') {
    console.out(JSON.stringify(OfficeDocumentSchema, null, 2));
    return 0;
  }
  if (task === undefined || !['check', 'dry-run', 'prove'].includes(task))
    throw new Misunderstood(`${task ?? 'nothing'}: check, dry-run, prove or schema`);
  const say = wordsOf(languageOf(asked.language, console.environment));
  const loaded = load(file, asked);
  const job: Job = { asked, file: file ?? '', say, console };
  if (task === 'check') return check(job, loaded);
  if (loaded.office === null) return refused(job, loaded.findings);
  return task === 'dry-run' ? tryCall(job, loaded.office) : prove(job, loaded.office);
}

/** The exit code of `npm run office -- …`. */
export function runOffice(words: readonly string[], console: Console): number {
  try {
    return work(words, console);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!(error instanceof Misunderstood) && !code.startsWith('ERR_PARSE_ARGS')) throw error;
    console.err(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
}
