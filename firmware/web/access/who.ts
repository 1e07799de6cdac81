/** Who asks: a person with a session, a machine with a token, or nobody. */
import type { UserRole } from '#ports/database.ts';

export interface Who {
  readonly kind: 'person' | 'token' | 'nobody';
  /** As it stands in the audit: user name, `token:NAME`; empty for nobody. */
  readonly name: string;
  readonly role: UserRole | null;
  /** Own extension; empty: none. */
  readonly extension: string;
  /** Of a person: names the session, not its secret. */
  readonly session: string | null;
}

export const NOBODY: Who = { kind: 'nobody', name: '', role: null, extension: '', session: null };
