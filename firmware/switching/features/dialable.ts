import { NUMBER_LENGTH_MAX } from '../routing/plan.ts';

const NUMBER = new RegExp(`^(?:[0-9*#]{1,${NUMBER_LENGTH_MAX}}|\\+[0-9]{1,15})$`);

/** A telephone can dial it; one of SIP also with `+`. */
export const isNumber = (text: string): boolean => NUMBER.test(text);
