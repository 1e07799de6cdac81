import type { TLocalizedValidationError } from 'typebox/error';
import type { Fault } from '#units/result.ts';

/** `/tones/busy/steps/0/ms` as people write it: `tones.busy.steps[0].ms`. */
function dotted(pointer: string, property?: string): string {
  const parts = pointer.split('/').slice(1);
  if (property !== undefined) parts.push(property);
  const path = parts.reduce(
    (text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
  return path === '' ? 'the whole file' : path;
}

function valueAt(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], root);
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** The schema's errors as the one that helps most: a missing field, else an unknown one, else a value. */
export function describeSchemaErrors(root: unknown, errors: readonly TLocalizedValidationError[]): Fault {
  const missing = errors.find((error) => error.keyword === 'required');
  const unknown = errors.find((error) => error.keyword === 'additionalProperties');
  if (typeof root !== 'object' || root === null || Array.isArray(root))
    return {
      code: 'TR-REGION-003',
      where: 'the whole file',
      what: `should be a list of fields, but is ${shown(root)}`,
      todo: 'Begin with regions/cn.yaml as an example.',
    };
  if (missing !== undefined) {
    const { requiredProperties } = missing.params as { requiredProperties: readonly string[] };
    return {
      code: 'TR-REGION-002',
      where: dotted(missing.instancePath, requiredProperties[0]),
      what: `missing field${requiredProperties.length > 1 ? `s: ${requiredProperties.join(', ')}` : ''}`,
      todo: 'Add it; regions/cn.yaml shows the field and its comment says the unit.',
    };
  }
  if (unknown !== undefined) {
    const { additionalProperties } = unknown.params as { additionalProperties: readonly string[] };
    return {
      code: 'TR-REGION-003',
      where: dotted(unknown.instancePath, additionalProperties[0]),
      what: 'unknown field',
      todo: 'Remove it, or correct its spelling by regions/cn.yaml.',
    };
  }
  const deepest = errors.reduce((best, error) =>
    error.instancePath.split('/').length > best.instancePath.split('/').length ? error : best,
  );
  const allowed = errors
    .filter((error) => error.keyword === 'const' && error.instancePath === deepest.instancePath)
    .map((error) => shown((error.params as { allowedValue: unknown }).allowedValue));
  const rule = allowed.length > 0 ? `must be one of ${allowed.join(', ')}` : deepest.message;
  return {
    code: 'TR-REGION-003',
    where: dotted(deepest.instancePath),
    what: `${rule}, but is ${shown(valueAt(root, deepest.instancePath))}`,
    todo: 'Correct the value; regions/cn.yaml is a working example.',
  };
}
