import { loadAddOn } from './addon.ts';

/**
 * What `free` has kept goes back to the machine, and pages of the program that nobody reads any more are let go
 * (`native/engine/src/memory.rs`). Some milliseconds, for a moment of rest.
 */
export const giveBackMemory = (): void => loadAddOn().giveBackMemory();
