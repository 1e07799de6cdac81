/** Addresses of the administration. */

const HOME = '/admin';

/** `/admin/records/…` of parts, escaped. */
export const pathOf = (...parts: readonly (string | number)[]): string =>
  [HOME, ...parts.map((part) => encodeURIComponent(part))].join('/');
