import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
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
  VersionStore,
} from '#ports/configuration.ts';
import type { PortInfo } from '#ports/line-card.ts';
import { OfficeDocumentSchema } from '#ports/office-document.ts';
import type { OfficeFile, OfficeText } from '#ports/office-text.ts';
import { dryRun } from '#runtime/dry-run/dry-run.ts';
import { proveInSlices } from '#runtime/dry-run/emergency-proof.ts';
import type { Kept, Office } from '#switching/model.ts';
import type { Fault, Result } from '#units/result.ts';
import { after, ms } from '#units/time.ts';
import type { OfficeContext } from './compile.ts';
import { DOCUMENT_COMMENTS, defaultDocument } from './default-document.ts';
import { type CheckedDocument, checkDocument } from './document-check.ts';
import { History, type StoredVersion, unifiedDiff } from './history.ts';
import { faultOfFinding, hasErrors, OFFICE_FAULTS } from './office-faults.ts';

export interface ConfigurationPorts {
  readonly text: OfficeText;
  readonly file: OfficeFile;
  readonly versions: VersionStore;
  readonly clock: Clock;
  readonly wallClock: WallClock;
  /** Hears what a person must know, and when it is over. */
  readonly tell: (fault: Fault, raised: boolean) => void;
  /** What people have set by telephone and page, for dry runs; default: nothing. */
  readonly kept?: () => readonly Kept[];
  /** Lets other work go on in the middle of a long one; default: a turn of the event loop. */
  readonly breathe?: () => Promise<void>;
}

/** A version that the exchange made by itself, and remakes when more ports appear. */
const SYSTEM = 'system';
const REASON_DEFAULT = 'the office that nobody has set up';
const NEVER: Version = {
  ...{ version: 0, epochMs: 0, author: SYSTEM, reason: '', confirmByEpochMs: null, rolledBackTo: null },
};
const WAIT_MS_MAX = 2_147_000_000;
const aTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

interface InForce extends StoredVersion {
  readonly checked: CheckedDocument & { readonly office: Office };
}

/** The office's document with its history: checked, committed, confirmed, rolled back. See `ports/configuration.ts`. */
export class OfficeConfiguration implements Configuration {
  readonly #ports: ConfigurationPorts;
  readonly #context: OfficeContext;
  readonly #history: History;
  readonly #listeners = new Set<(office: Office) => void>();
  /** One thing at a time that changes the history. */
  #turn: Promise<unknown> = Promise.resolve();
  #proving: Promise<unknown> = Promise.resolve();
  #inForce: InForce | null = null;
  /** A file that cannot be used, and no version to fall back on: nothing is written over it. */
  #fileBroken = false;
  #fileFaults: readonly Fault[] = [];
  #made: { readonly key: string; readonly office: Office } | null = null;
  #disarm: Cancel = () => undefined;

  private constructor(ports: ConfigurationPorts, context: OfficeContext) {
    this.#ports = ports;
    this.#context = context;
    this.#history = new History(ports.versions);
  }

  /** Loads the history, takes over what was changed by hand meanwhile, takes back what nobody confirmed in time. */
  static async open(ports: ConfigurationPorts, context: OfficeContext): Promise<OfficeConfiguration> {
    const opened = new OfficeConfiguration(ports, context);
    await opened.#open();
    return opened;
  }

  // ───────────────────────── what there is ─────────────────────────

  current(): { readonly version: Version; readonly text: string; readonly document: unknown } {
    if (this.#inForce === null) return { version: NEVER, text: '', document: {} };
    const { checked, text, ...version } = this.#inForce;
    return { version, text, document: checked.document };
  }

  schema(): unknown {
    return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...OfficeDocumentSchema };
  }

  /** The office for ports that have a chip. While nobody has set it up, it follows what is plugged in. */
  officeFor(ports: readonly PortInfo[]): Office {
    if (this.#inForce !== null && !this.#isDefault(this.#inForce)) return this.#inForce.checked.office;
    const key = ports.map(({ port, kind }) => `${port} ${kind}`).join();
    if (this.#made?.key === key) return this.#made.office;
    const made = this.#checkedText(
      this.#ports.text.write(defaultDocument(ports, this.#context.region), DOCUMENT_COMMENTS),
    );
    const office = made.checked.office;
    if (office === null) throw new Error(`the default office has errors: ${made.checked.findings[0]?.what}`);
    // A card that is late or gone must not take numbers away from those who have them.
    const known = this.#made?.office ?? this.#inForce?.checked.office;
    const there = new Set(ports.map(({ port }) => port));
    if (known !== undefined && [...known.extensions, ...known.trunks].some(({ port }) => !there.has(port)))
      return known;
    this.#made = { key, office };
    if (ports.length > 0 && !this.#fileBroken && made.text !== this.#inForce?.text) {
      const wishes = { author: SYSTEM, reason: REASON_DEFAULT };
      void this.#inTurn(() => this.#commitText(made.text, made.checked, wishes, null));
    }
    return office;
  }

  featureCodes(): readonly EntityCodes[] {
    const office = this.#made?.office ?? this.#inForce?.checked.office;
    return (office?.services.entities ?? []).map(({ id, codes }) => ({ entity: id, codes }));
  }

  // ───────────────────────── what if ─────────────────────────

  check(change: Change): readonly Finding[] {
    const text = this.#textOf(change);
    return text.ok ? this.#checkedText(text.value).checked.findings : text.error;
  }

  dryRun(question: DryRunQuestion): DryRunAnswer | { readonly findings: readonly Finding[] } {
    const drafted = this.#officeOf(question.change);
    return 'findings' in drafted ? drafted : dryRun(drafted.office, question, this.#ports.kept?.() ?? []);
  }

  /** One at a time; it shares the machine with the telephones. */
  proveEmergency(change?: Change): Promise<ProofAnswer> {
    const drafted = this.#officeOf(change);
    if ('findings' in drafted)
      return Promise.resolve({ calls: 0, ms: 0, failures: [], findings: drafted.findings });
    const proof = this.#proving.then(() => proveInSlices(drafted.office, this.#ports.breathe ?? aTurn));
    this.#proving = proof.catch(() => undefined);
    return proof;
  }

  // ───────────────────────── changes ─────────────────────────

  commit(change: Change, wishes: CommitWishes): Promise<CommitAnswer> {
    return this.#inTurn(async () => {
      if ('base' in change && change.base !== (this.#history.newest?.version ?? 0))
        return { ok: false, why: 'conflict', findings: [] };
      const text = this.#textOf(change);
      if (!text.ok) return { ok: false, why: 'findings', findings: text.error };
      return this.#commitText(text.value, this.#checkedText(text.value).checked, wishes, null);
    });
  }

  confirm(version: number): Promise<boolean> {
    return this.#inTurn(async () => {
      const newest = this.#history.newest;
      if (newest === null || newest.version !== version) return false;
      if (!(await this.#history.confirm(version))) return false;
      this.#disarm();
      if (this.#inForce?.version === version) this.#inForce = { ...this.#inForce, confirmByEpochMs: null };
      return true;
    });
  }

  rollBack(to: number, wishes: CommitWishes): Promise<CommitAnswer> {
    return this.#inTurn(async () => {
      const text = await this.#history.textOf(to);
      if (text === null) return { ok: false, why: 'conflict', findings: [] };
      return this.#commitText(text, this.#checkedText(text).checked, wishes, to);
    });
  }

  /** Reads `office.yaml` again, for what somebody changed by hand; what is wrong with it keeps it out of force. */
  reload(): Promise<CommitAnswer> {
    return this.#inTurn(() => this.#takeFile());
  }

  // ───────────────────────── history ─────────────────────────

  versions(limit: number, before = Number.POSITIVE_INFINITY): Promise<readonly Version[]> {
    return Promise.resolve(this.#history.page(limit, before));
  }

  textOf(version: number): Promise<string | null> {
    return this.#history.textOf(version);
  }

  async diff(from: number, to: number | Change): Promise<string | null> {
    const left = await this.#history.textOf(from);
    if (left === null) return null;
    const right = typeof to === 'number' ? await this.#history.textOf(to) : this.#textOf(to);
    const text = typeof right === 'string' ? right : right?.ok ? right.value : null;
    const name = typeof to === 'number' ? `version ${to}` : 'draft';
    return text === null ? null : unifiedDiff(left, text, [`version ${from}`, name]);
  }

  onChange(changed: (office: Office) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Ends when everything asked for before is done. */
  async close(): Promise<void> {
    this.#disarm();
    await this.#turn;
  }

  // ───────────────────────── within ─────────────────────────

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #isDefault = ({ author, reason }: Version): boolean => author === SYSTEM && reason === REASON_DEFAULT;

  #textOf(change: Change): Result<string, readonly Finding[]> {
    if ('text' in change) return { ok: true, value: change.text };
    const base = this.#history.held(change.base)?.text ?? this.#inForce?.text ?? '';
    return this.#ports.text.edit(base, change.edits);
  }

  #checkedText(text: string): { readonly text: string; readonly checked: CheckedDocument } {
    const data = this.#ports.text.read(text);
    if (!data.ok) return { text, checked: { findings: data.error, office: null, document: null } };
    return { text, checked: checkDocument(data.value, this.#context) };
  }

  #officeOf(
    change: Change | undefined,
  ): { readonly office: Office } | { readonly findings: readonly Finding[] } {
    if (change === undefined)
      return { office: this.#inForce?.checked.office ?? checkDocument({}, this.#context).office! };
    const text = this.#textOf(change);
    if (!text.ok) return { findings: text.error };
    const { office, findings } = this.#checkedText(text.value).checked;
    return office === null ? { findings } : { office };
  }

  /** The new text is beside the file before the history has it, and takes its place after: no cut loses either. */
  async #commitText(
    text: string,
    checked: CheckedDocument,
    { author, reason, confirmWithinMs }: CommitWishes,
    rolledBackTo: number | null,
  ): Promise<CommitAnswer> {
    const { office, findings } = checked;
    if (office === null) return { ok: false, why: 'findings', findings };
    const prepared = await this.#ports.file.prepare(text);
    if (!prepared.ok) return this.#diskRefuses(prepared.error);
    const epochMs = this.#ports.wallClock.epochMs();
    const version: Version = {
      ...{ version: this.#history.nextNumber, epochMs, author, reason, rolledBackTo },
      confirmByEpochMs: confirmWithinMs === undefined ? null : epochMs + confirmWithinMs,
    };
    if (!(await this.#history.add(version, text))) {
      await prepared.value.discard();
      return this.#diskRefuses(OFFICE_FAULTS.notStored);
    }
    const unpublished = await prepared.value.publish();
    this.#ports.tell(unpublished ?? OFFICE_FAULTS.fileUnwritten, unpublished !== null);
    for (const over of [OFFICE_FAULTS.notStored, OFFICE_FAULTS.versionUnusable])
      this.#ports.tell(over, false);
    // Who goes on from a version that waits has seen that it works.
    if (confirmWithinMs === undefined) await this.#history.confirm(version.version);
    this.#fileIsFine();
    this.#enforce({ ...version, text, checked: { ...checked, office } });
    return { ok: true, version, warnings: findings };
  }

  #diskRefuses(fault: Fault): CommitAnswer {
    this.#ports.tell(fault, true);
    return { ok: false, why: 'disk', findings: [] };
  }

  #enforce(next: InForce): void {
    const before = this.#inForce?.checked;
    this.#inForce = next;
    this.#arm();
    // Not all that the document says is in the core's office: passwords, printers.
    if (
      JSON.stringify([before?.document, before?.office]) !==
      JSON.stringify([next.checked.document, next.checked.office])
    )
      for (const changed of this.#listeners) changed(next.checked.office);
  }

  #arm(): void {
    this.#disarm();
    const by = this.#inForce?.confirmByEpochMs ?? null;
    if (by === null) return;
    const { clock, wallClock } = this.#ports;
    const wait = Math.min(WAIT_MS_MAX, Math.max(0, by - wallClock.epochMs()));
    this.#disarm = clock.at(after(clock.now(), ms(wait)), () => void this.#inTurn(() => this.#takeBack()));
  }

  /** Nobody confirmed in time. What runs goes back whether or not the disk can write it down. */
  async #takeBack(): Promise<void> {
    const expired = this.#history.newest;
    if (expired === null || expired.confirmByEpochMs === null) return;
    const last = this.#history.lastConfirmed();
    if (last === null) return;
    const { checked } = this.#checkedText(last.text);
    if (checked.office === null) return;
    const wishes = { author: SYSTEM, reason: `version ${expired.version} was not confirmed in time` };
    const answer = await this.#commitText(last.text, checked, wishes, last.version);
    if (!answer.ok) this.#enforce({ ...last, checked: { ...checked, office: checked.office } });
  }

  async #open(): Promise<void> {
    const readable = await this.#history.load();
    this.#ports.tell(OFFICE_FAULTS.historyUnreadable, !readable);
    const newest = this.#history.newest;
    for (const version of this.#history.recent()) {
      const { checked } = this.#checkedText(version.text);
      if (checked.office === null) continue;
      this.#inForce = { ...version, checked: { ...checked, office: checked.office } };
      break;
    }
    this.#ports.tell(
      OFFICE_FAULTS.versionUnusable,
      newest !== null && this.#inForce?.version !== newest.version,
    );
    const due = newest?.confirmByEpochMs ?? null;
    if (due !== null && due <= this.#ports.wallClock.epochMs()) {
      // The file still holds what was not confirmed; what somebody wrote over it meanwhile counts.
      const file = await this.#ports.file.read();
      await this.#takeBack();
      if (file.ok && file.value.text !== null && file.value.text !== newest?.text)
        await this.#takeText(file.value.text);
      return;
    }
    this.#arm();
    await this.#takeFile();
  }

  /** What stands in the file: the version in force, one that a power cut kept from it, or something by hand. */
  async #takeFile(): Promise<CommitAnswer> {
    const file = await this.#ports.file.read();
    if (!file.ok) {
      this.#fileBroken = true;
      return this.#diskRefuses(file.error);
    }
    const newest = this.#history.newest;
    const { text, pending } = file.value;
    const cutOff = newest !== null && pending === newest.text && text !== newest.text;
    if (text === null || cutOff) return this.#restoreFile();
    if (newest !== null && text === newest.text) return this.#unchanged();
    return this.#takeText(text);
  }

  async #takeText(text: string): Promise<CommitAnswer> {
    const { checked } = this.#checkedText(text);
    const wishes = { author: 'file', reason: 'office.yaml was changed by hand' };
    const answer = await this.#commitText(text, checked, wishes, null);
    // With the disk gone what can still be read serves.
    if (!answer.ok && answer.why === 'disk' && this.#inForce === null && checked.office !== null)
      this.#enforce({ ...NEVER, ...wishes, text, checked: { ...checked, office: checked.office } });
    if (answer.ok || answer.why !== 'findings') return answer;
    this.#fileIsFine();
    this.#fileBroken = this.#inForce === null;
    this.#fileFaults = answer.findings.filter(hasErrors).slice(0, 10).map(faultOfFinding);
    for (const fault of this.#fileFaults) this.#ports.tell(fault, true);
    return answer;
  }

  async #restoreFile(): Promise<CommitAnswer> {
    if (this.#inForce === null) return this.#unchanged();
    const prepared = await this.#ports.file.prepare(this.#inForce.text);
    const fault = prepared.ok ? await prepared.value.publish() : prepared.error;
    this.#ports.tell(fault ?? OFFICE_FAULTS.fileUnwritten, fault !== null);
    return this.#unchanged();
  }

  #unchanged(): CommitAnswer {
    this.#fileIsFine();
    return { ok: true, version: this.current().version, warnings: this.#inForce?.checked.findings ?? [] };
  }

  #fileIsFine(): void {
    for (const fault of this.#fileFaults) this.#ports.tell(fault, false);
    this.#fileFaults = [];
    this.#fileBroken = false;
  }
}
