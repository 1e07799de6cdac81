/**
 * What is said to who gives the exchange words on its command line, of which it takes none, and the exit code: 0 where it
 * was asked for, 2 for a word that is not understood. Null: there are none, and it starts.
 */
export declare function usageFor(
  words: readonly string[],
): { readonly text: string; readonly code: 0 | 2 } | null;
