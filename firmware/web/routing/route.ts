/**
 * A route as data: what it takes and answers, who may ask, and what does it. The server, the OpenAPI document
 * and the typed client are all made from the same list.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Who } from '../access/who.ts';
import type { Parts } from '../parts.ts';
import type { Policy } from './policy.ts';
import type { Refused } from './refused.ts';

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

export interface Asked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly who: Who;
  /** Network address. */
  readonly from: string;
  readonly parts: Parts;
  readonly request: FastifyRequest;
  /** For headers and cookies; the answer itself is what `handle` gives back. */
  readonly reply: FastifyReply;
}

type Awaitable<T> = T | Promise<T>;

interface Shape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for parameters. */
  readonly path: string;
  /** Unique; the client's method is called like this. */
  readonly operation: string;
  readonly subject: string;
  readonly summary: string;
  readonly policy: Policy;
  /** Of the good answer. Default 200. */
  readonly status?: number;
  /** Statuses of refusals that are this route's own, and their schema when it is not `WebError`. */
  readonly refusals?: Readonly<Record<number, TSchema | 'error'>>;
  /** The good answer is a file of this content type. */
  readonly file?: string;
  /** Content type of the body; default JSON. */
  readonly bodyType?: string;
  /** Default `LIMITS.bodyBytes`. */
  readonly bodyBytesMax?: number;
}

interface Schemas<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
}

interface Definition<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema>
  extends Shape,
    Schemas<P, Q, B, A> {
  handle(
    asked: Asked<Static<P>, Static<Q>, Static<B>>,
  ): Awaitable<DeepReadonly<Static<A>> | Refused | FastifyReply>;
}

export interface Route extends Shape, Schemas<TSchema, TSchema, TSchema, TSchema> {
  handle(asked: Asked<unknown, unknown, unknown>): Awaitable<unknown>;
}

/** A definition whose handler knows the types of its own schemas, as one of the list. */
export const route = <P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema>(
  definition: Definition<P, Q, B, A>,
): Route => definition as unknown as Route;
