/** What goes out is written as its schema says: a field that the schema does not name stays in the house. */
import { createRequire } from 'node:module';
import type { FastifySerializerCompiler } from 'fastify';
import type { TSchema } from 'typebox';

type Part = Pick<Parameters<FastifySerializerCompiler<TSchema>>[0], 'schema'>;
type Writer = (given: unknown) => string;
/** As @fastify/fast-json-stringify-compiler exports it. */
interface Selector {
  SerializerSelector(): (sharedSchemas: object, options: object) => (part: Part) => Writer;
}

/** The one that Fastify itself would take, from where it would take it. */
const fastifysOwn = (): Selector => {
  const { resolve } = createRequire(import.meta.url);
  return createRequire(resolve('fastify'))('@fastify/fast-json-stringify-compiler');
};

/** Throws when this is no schema. */
export const writerOf = (part: Part): Writer => fastifysOwn().SerializerSelector()({}, {})(part);

/** Made for the first answer of its kind: a box gives few of those that there are, and starts without them. */
export const serializerCompiler: FastifySerializerCompiler<TSchema> = (part) => {
  let write: Writer | null = null;
  return (given) => {
    write ??= writerOf(part);
    return write(given);
  };
};
