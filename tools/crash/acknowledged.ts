/*
 * What the office under test says through its pipe, a JSON line each: what it is about to write, and what the
 * database has acknowledged. Written with one synchronous call, so that a line said is a line heard, whatever is
 * killed afterwards.
 */

export type Said =
  /** Database open, every line in service; milliseconds since the process began. */
  | { readonly say: 'serving'; readonly ms: number; readonly kept: number }
  | { readonly say: 'record'; readonly boot: string; readonly call: string }
  /** A value of a key is asked to be kept, and then is; `n` counts up for ever. */
  | { readonly say: 'keeping' | 'kept'; readonly what: string; readonly key: string; readonly n: number }
  | { readonly say: 'setting' | 'set'; readonly key: string; readonly n: number }
  | { readonly say: 'version'; readonly version: number; readonly hash: string }
  | { readonly say: 'audit'; readonly n: number }
  | { readonly say: 'fault'; readonly code: string; readonly what: string };

/** The newest value that was acknowledged, and the newest that was asked for: what is found lies between them. */
export interface Span {
  acknowledged: number;
  asked: number;
}

/** Everything that a folder has promised, over all its lives. */
export class Promised {
  readonly records = new Set<string>();
  readonly kept = new Map<string, Span>();
  readonly settings = new Map<string, Span>();
  readonly versions = new Map<number, string>();
  readonly audit = new Set<number>();
  readonly faults: string[] = [];
  servingMs: number | null = null;
  /** Counts up over lives, so that a newer value is known from an older one. */
  n = 0;

  get count(): number {
    const spans = [...this.kept.values(), ...this.settings.values()];
    const settled = spans.filter(({ acknowledged }) => acknowledged > 0).length;
    return this.records.size + this.versions.size + this.audit.size + settled;
  }

  hear(line: string): void {
    const said = JSON.parse(line) as Said;
    if ('n' in said) this.n = Math.max(this.n, said.n);
    switch (said.say) {
      case 'serving':
        this.servingMs = said.ms;
        break;
      case 'record':
        this.records.add(`${said.boot} ${said.call}`);
        break;
      case 'keeping':
        span(this.kept, `${said.what} ${said.key}`).asked = said.n;
        break;
      case 'kept':
        span(this.kept, `${said.what} ${said.key}`).acknowledged = said.n;
        break;
      case 'setting':
        span(this.settings, said.key).asked = said.n;
        break;
      case 'set':
        span(this.settings, said.key).acknowledged = said.n;
        break;
      case 'version':
        this.versions.set(said.version, said.hash);
        break;
      case 'audit':
        this.audit.add(said.n);
        break;
      case 'fault':
        this.faults.push(`${said.code}: ${said.what}`);
        break;
    }
  }
}

function span(spans: Map<string, Span>, key: string): Span {
  const known = spans.get(key) ?? { acknowledged: 0, asked: 0 };
  spans.set(key, known);
  return known;
}
