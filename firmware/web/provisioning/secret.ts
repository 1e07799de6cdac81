import { randomInt } from 'node:crypto';

/** Without 0 o 1 i l: somebody may have to type it into a telephone. 31^26 is 128 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 26;

/** Who has it can fetch the telephone's password. */
export const newProvisioningSecret = (): string =>
  Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
