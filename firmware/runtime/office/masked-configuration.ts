import type {
  Change,
  CommitAnswer,
  CommitWishes,
  Configuration,
  DryRunAnswer,
  DryRunQuestion,
  EntityCodes,
  Finding,
  ProofAnswer,
  Version,
} from '#ports/configuration.ts';
import { SECRET_MASK } from '#ports/office-document/sip.ts';
import type { OfficeText } from '#ports/office-text.ts';
import type { Office } from '#switching/model.ts';
import { unifiedDiff } from './history.ts';
import {
  maskedData,
  maskedText,
  type Secrets,
  secretsByOwner,
  unmaskedData,
  unmaskedText,
} from './secrets.ts';

/**
 * The configuration as pages and programs have it: no secret ever leaves it, in no version and no difference. A mask
 * that comes back with a change stands for the secret in force.
 */
export class MaskedConfiguration implements Configuration {
  readonly #whole: Configuration;
  readonly #format: OfficeText;

  constructor(whole: Configuration, format: OfficeText) {
    this.#whole = whole;
    this.#format = format;
  }

  current(): { readonly version: Version; readonly text: string; readonly document: unknown } {
    const { version, text, document } = this.#whole.current();
    return { version, text: maskedText(text, this.#format), document: maskedData(document) };
  }

  schema(): unknown {
    return this.#whole.schema();
  }

  featureCodes(): readonly EntityCodes[] {
    return this.#whole.featureCodes();
  }

  check(change: Change): readonly Finding[] {
    return this.#whole.check(this.#unmasked(change));
  }

  commit(change: Change, wishes: CommitWishes): Promise<CommitAnswer> {
    return this.#whole.commit(this.#unmasked(change), wishes);
  }

  confirm(version: number): Promise<boolean> {
    return this.#whole.confirm(version);
  }

  rollBack(to: number, wishes: CommitWishes): Promise<CommitAnswer> {
    return this.#whole.rollBack(to, wishes);
  }

  versions(limit: number, before?: number): Promise<readonly Version[]> {
    return this.#whole.versions(limit, before);
  }

  async textOf(version: number): Promise<string | null> {
    const text = await this.#whole.textOf(version);
    return text === null ? null : maskedText(text, this.#format);
  }

  dryRun(question: DryRunQuestion): DryRunAnswer | { readonly findings: readonly Finding[] } {
    const { change, ...rest } = question;
    return this.#whole.dryRun(change === undefined ? question : { ...rest, change: this.#unmasked(change) });
  }

  proveEmergency(change?: Change): Promise<ProofAnswer> {
    return this.#whole.proveEmergency(change === undefined ? undefined : this.#unmasked(change));
  }

  onChange(changed: (office: Office) => void): () => void {
    return this.#whole.onChange(changed);
  }

  async diff(from: number, to: number | Change): Promise<string | null> {
    const left = await this.#whole.textOf(from);
    const right = typeof to === 'number' ? await this.#whole.textOf(to) : await this.#textOf(to);
    if (left === null || right === null) return null;
    const name = typeof to === 'number' ? `version ${to}` : 'draft';
    const before = this.#secretsIn(left);
    if (before.size === 0 && this.#secretsIn(right).size === 0)
      return unifiedDiff(left, right, [`version ${from}`, name]);
    // Both written anew: what the masks do to the layout of one must not look like a change.
    const texts = [maskedText(left, this.#format), maskedText(right, this.#format, before)] as const;
    const [a, b] = texts.map((text) => this.#laidOut(text)) as [string, string];
    return unifiedDiff(a, b, [`version ${from}`, name]);
  }

  #laidOut(text: string): string {
    const written = this.#format.edit(text, []);
    return written.ok ? written.value : text;
  }

  #secretsIn(text: string): Secrets {
    const data = this.#format.read(text);
    return secretsByOwner(data.ok ? data.value : {});
  }

  async #textOf(change: Change): Promise<string | null> {
    const whole = this.#unmasked(change);
    if ('text' in whole) return whole.text;
    const base = await this.#whole.textOf(whole.base);
    const text = base === null ? null : this.#format.edit(base, whole.edits);
    return text?.ok ? text.value : null;
  }

  #unmasked(change: Change): Change {
    const known = secretsByOwner(this.#whole.current().document);
    if ('text' in change) return { text: unmaskedText(change.text, this.#format, known) };
    const edits = change.edits
      // A field that is set to its mask stays as it is.
      .filter((edit) => edit.op === 'remove' || edit.value !== SECRET_MASK)
      .map((edit) => (edit.op === 'remove' ? edit : { ...edit, value: unmaskedData(edit.value, known) }));
    return { base: change.base, edits };
  }
}
