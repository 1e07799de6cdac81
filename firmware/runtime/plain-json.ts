/**
 * JSON for plain data that JSON alone would spoil: maps, sets, and numbers without an end (a deadline
 * that never comes is Infinity). Whatever `encode` writes, `decode` gives back equal.
 */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof Map) return { $map: [...item] };
    if (item instanceof Set) return { $set: [...item] };
    if (typeof item === 'number' && !Number.isFinite(item)) return { $number: String(item) };
    return item;
  });
}

/** Throws a `SyntaxError` when the text is no JSON. */
export function decode(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item;
    if ('$map' in item) return new Map(item.$map as [unknown, unknown][]);
    if ('$set' in item) return new Set(item.$set as unknown[]);
    if ('$number' in item) return Number(item.$number);
    return item;
  });
}
