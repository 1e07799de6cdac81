/**
 * What comes in is taken exactly as the schema says: an unknown field is refused, a number in a body is a
 * number. Only addresses, where everything is text, are read as what they stand for.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

const common = {
  allErrors: false,
  removeAdditional: false,
  useDefaults: false,
  allowUnionTypes: true,
} as const;
const exact = new Ajv({ ...common, coerceTypes: false });
const fromText = new Ajv({ ...common, coerceTypes: true });

type Part = Parameters<FastifySchemaCompiler<TSchema>>[0];

/** Throws when this is no schema. */
export const compiled = ({ schema, httpPart }: Pick<Part, 'schema' | 'httpPart'>): ValidateFunction =>
  (httpPart === 'body' ? exact : fromText).compile(schema);

/** Compiled when it is needed for the first time: a box uses few of its routes, and starts without them. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = (part) => {
  let checks: ValidateFunction | null = null;
  const validate = (given: unknown) => {
    checks ??= compiled(part);
    const good = checks(given);
    validate.errors = checks.errors;
    return good;
  };
  validate.errors = undefined as ValidateFunction['errors'];
  return validate;
};

/** Nesting of a JSON text that is still read: more is an attack on whatever recurses over it. */
export const JSON_DEPTH_MAX = 32;

/** Whether brackets nest no deeper than that, without reading the text as JSON. */
export function shallow(json: string, depthMax = JSON_DEPTH_MAX): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (quoted) {
      if (char === 0x5c) at++;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > depthMax) return false;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return true;
}
