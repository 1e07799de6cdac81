import type { UserRole } from '#ports/database.ts';
import type { Role } from '#switching/model.ts';
import { maskNumber } from '#switching/routing/presentation.ts';

/**
 * A number as a user of the page may see it (号码防火墙): the office's role of the same name as the user's says how
 * much of it. A role that the office does not name sees everything; so does who looks at an open bench (null).
 */
export function maskedFor(roles: readonly Role[], user: UserRole | null, number: string): string {
  const sees = roles.find(({ id }) => id === user)?.sees ?? 'all';
  return maskNumber(number, sees);
}
