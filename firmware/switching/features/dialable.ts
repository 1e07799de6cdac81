import { NUMBER_LENGTH_MAX } from '../routing/plan.ts';

const NUMBER = new RegExp(`^[0-9*#]{1,${NUMBER_LENGTH_MAX}}$`);

/** A telephone can dial it. */
export const isNumber = (text: string): boolean => NUMBER.test(text);
