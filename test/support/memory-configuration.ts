import type {
  Change,
  CommitAnswer,
  CommitWishes,
  Configuration,
  DryRunAnswer,
  Finding,
  ProofAnswer,
  Version,
} from '#ports/configuration.ts';

const finding = (what: string): Finding => ({
  severity: 'error',
  code: 'TR-OFFICE-001',
  path: 'extensions[0].number',
  what,
  todo: 'correct it',
  facts: {},
});

/** The configuration port over texts in memory: a text with the word WRONG has an error. */
export class MemoryConfiguration implements Configuration {
  readonly #versions: (Version & { text: string })[] = [];
  diskFull = false;

  constructor(text = 'extensions: []\n') {
    this.#add(text, { author: 'system', reason: 'first' }, null);
  }

  #add(
    text: string,
    { author, reason, confirmWithinMs }: CommitWishes,
    rolledBackTo: number | null,
  ): Version {
    const version: Version & { text: string } = {
      version: this.#versions.length + 1,
      epochMs: 1_760_000_000_000,
      author,
      reason,
      confirmByEpochMs: confirmWithinMs === undefined ? null : 1_760_000_000_000 + confirmWithinMs,
      rolledBackTo,
      text,
    };
    this.#versions.push(version);
    return this.#shown(version);
  }

  #shown({ text: _, ...version }: Version & { text: string }): Version {
    return version;
  }

  get #newest(): Version & { text: string } {
    return this.#versions.at(-1)!;
  }

  #textAfter(change: Change): string {
    return 'text' in change ? change.text : `${this.#newest.text}# ${JSON.stringify(change.edits)}\n`;
  }

  current() {
    return { version: this.#shown(this.#newest), text: this.#newest.text, document: { extensions: [] } };
  }
  schema(): unknown {
    return { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' };
  }
  check(change: Change): readonly Finding[] {
    return this.#textAfter(change).includes('WRONG') ? [finding('it says WRONG')] : [];
  }
  async commit(change: Change, wishes: CommitWishes): Promise<CommitAnswer> {
    if ('base' in change && change.base !== this.#newest.version)
      return { ok: false, why: 'conflict', findings: [] };
    const findings = this.check(change);
    if (findings.length > 0) return { ok: false, why: 'findings', findings };
    if (this.diskFull) return { ok: false, why: 'disk', findings: [] };
    return { ok: true, version: this.#add(this.#textAfter(change), wishes, null), warnings: [] };
  }
  async confirm(version: number): Promise<boolean> {
    const at = this.#versions.findIndex((one) => one.version === version && one.confirmByEpochMs !== null);
    if (at < 0) return false;
    this.#versions[at] = { ...this.#versions[at]!, confirmByEpochMs: null };
    return true;
  }
  async rollBack(to: number, wishes: CommitWishes): Promise<CommitAnswer> {
    const text = await this.textOf(to);
    if (text === null) return { ok: false, why: 'conflict', findings: [] };
    return { ok: true, version: this.#add(text, wishes, to), warnings: [] };
  }
  async versions(limit: number, before = Number.POSITIVE_INFINITY): Promise<readonly Version[]> {
    const older = this.#versions.filter(({ version }) => version < before);
    return older
      .reverse()
      .slice(0, limit)
      .map((one) => this.#shown(one));
  }
  async textOf(version: number): Promise<string | null> {
    return this.#versions.find((one) => one.version === version)?.text ?? null;
  }
  async diff(from: number, to: number | Change): Promise<string | null> {
    const before = await this.textOf(from);
    const after = typeof to === 'number' ? await this.textOf(to) : this.#textAfter(to);
    if (before === null || after === null) return null;
    return before === after ? '' : `-${before}+${after}`;
  }
  dryRun(
    question: Parameters<Configuration['dryRun']>[0],
  ): DryRunAnswer | { readonly findings: readonly Finding[] } {
    const findings = question.change === undefined ? [] : this.check(question.change);
    if (findings.length > 0) return { findings };
    return {
      steps: [{ afterMs: 0, port: '1/1', rule: 'plan.matched', facts: { number: question.dials } }],
      rings: [{ number: question.dials, name: '', afterMs: 0 }],
      sent: [],
      outcome: 'rings',
      cause: null,
    };
  }
  featureCodes() {
    return [{ entity: 'main', codes: [{ feature: 'park', does: 'use', dial: '*85' } as const] }];
  }
  async proveEmergency(): Promise<ProofAnswer> {
    return { calls: 4, ms: 1, failures: [] };
  }
  onChange(): () => void {
    return () => undefined;
  }
}
