/** Which text of the catalogue stands for a field of the document, or for a word in it. */

/** `field.extensions.hotLine.number`, else `field.hotLine.number`, else `field.number`. */
export function nearestKey(
  family: 'field' | 'help',
  path: string,
  known: (key: string) => boolean,
): string | null {
  const steps = path.split('.');
  for (let from = 0; from < steps.length; from += 1) {
    const key = `${family}.${steps.slice(from).join('.')}`;
    if (known(key)) return key;
  }
  return null;
}

/** `value.reach.local`, else `value.local`. */
export function valueKey(path: string, value: string, known: (key: string) => boolean): string | null {
  const name = path.split('.').at(-1) ?? '';
  return [`value.${name}.${value}`, `value.${value}`].find(known) ?? null;
}
