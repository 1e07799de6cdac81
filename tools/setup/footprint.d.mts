export const FOOTPRINT: {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};
export const COMPILED: Readonly<Record<string, string>>;
