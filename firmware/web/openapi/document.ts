/** The OpenAPI 3.1 document of the API, made from the routes themselves. */

import { DeskClientMessageSchema, DeskServerMessageSchema } from '../protocol/desk.ts';
import { CSRF_HEADER } from '../protocol/session.ts';
import { StreamMessageSchema } from '../protocol/stream.ts';
import { TelephoneMessageSchema } from '../protocol/telephone.ts';
import { ErrorSchema } from '../protocol.ts';
import type { Policy } from '../routing/policy.ts';
import { refusalsOf } from '../routing/register.ts';
import type { Route } from '../routing/route.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Schema = { readonly [key: string]: Json };

export interface OpenApi {
  readonly openapi: string;
  readonly info: Schema;
  readonly tags: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Schema;
  };
}
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: Json;
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[];
  readonly requestBody?: { required: true; content: Content };
  readonly responses: Readonly<Record<string, { description: string; content?: Content; headers?: Json }>>;
}
type Content = Readonly<Record<string, { schema: Schema }>>;

const MEANINGS: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Begun',
  400: 'The request is not as described',
  401: 'Nobody is logged in, or name or password is wrong',
  403: 'The role may not, or the CSRF token is missing',
  404: 'There is no such thing',
  409: 'Not in this state',
  413: 'The body is too large',
  415: 'The body is not of a type that is read here',
  422: 'Understood, but it cannot be done',
  429: 'Too often; see retry-after',
  503: 'A part of the exchange is not running',
  507: 'It could not be stored',
};

/** Schemas with a title are told once, by name. */
class Components {
  readonly schemas: Record<string, Schema> = {};

  ref(schema: unknown): Schema {
    return this.#walk(JSON.parse(JSON.stringify(schema)) as Json) as Schema;
  }

  #walk(value: Json): Json {
    if (Array.isArray(value)) return value.map((one) => this.#walk(one as Json));
    if (typeof value !== 'object' || value === null) return value;
    const { title, ...rest } = value as Schema;
    const inner = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, this.#walk(one)]));
    if (typeof title !== 'string') return inner;
    this.schemas[title] ??= inner;
    if (JSON.stringify(this.schemas[title]) !== JSON.stringify(inner))
      throw new Error(`two schemas are called ${title}`);
    return { $ref: `#/components/schemas/${title}` };
  }
}

const who = ({ who: allowed, openOnSimulator }: Policy): string => {
  if (allowed === 'everybody') return 'Open to everybody.';
  const roles = allowed.length === 6 ? 'Everybody who is logged in' : `Roles: ${allowed.join(', ')}`;
  return `${roles}.${openOnSimulator ? ' On the simulator board open to everybody.' : ''}`;
};

const security = ({ who: allowed, openOnSimulator }: Policy): Json => {
  if (allowed === 'everybody') return [];
  return [{ session: [] }, { token: [] }, ...(openOnSimulator ? [{}] : [])];
};

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

function operation(route: Route, components: Components): Operation {
  const { params, query, body, answer, status = 200, file } = route;
  const parameters = (
    [
      ['path', params],
      ['query', query],
    ] as const
  ).flatMap(([place, schema]) => {
    const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
    return Object.entries(properties).map(([name, one]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: components.ref(one),
    }));
  });
  const json = (schema: unknown): Content => ({ 'application/json': { schema: components.ref(schema) } });
  const bad = Object.entries(refusalsOf(route)).map(([code, schema]) => [
    code,
    { description: MEANINGS[code] ?? 'Refused', content: json(schema === 'error' ? ErrorSchema : schema) },
  ]);
  const good =
    file === undefined ? json(answer) : { [file.split(';')[0]!]: { schema: components.ref(answer) } };
  const read = body === undefined ? undefined : (route.bodyType ?? 'application/json');
  return {
    operationId: route.operation,
    tags: [route.subject],
    summary: route.summary,
    description: who(route.policy),
    security: security(route.policy),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(read === undefined
      ? {}
      : { requestBody: { required: true, content: { [read]: { schema: components.ref(body) } } } }),
    responses: { [status]: { description: MEANINGS[status]!, content: good }, ...Object.fromEntries(bad) },
  };
}

export function openApi(routes: readonly Route[], version: string): OpenApi {
  const components = new Components();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components) };
  }
  components.ref(StreamMessageSchema);
  components.ref(DeskClientMessageSchema);
  components.ref(DeskServerMessageSchema);
  components.ref(TelephoneMessageSchema);
  return {
    openapi: '3.1.0',
    info: {
      title: 'tipring',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: `Call control, events, directory, records and configuration of the exchange. Words are those of CSTA (ECMA-269). People send the session cookie, and with everything but GET the header ${CSRF_HEADER}; machines send a token. /api/stream is a WebSocket that tells StreamMessage; ask it with ?after=SEQ&boot=BOOTID to go on where it was cut off. /api/desk is the WebSocket of an operator's page: it takes DeskClientMessage, the first of them sit or watch, and tells DeskServerMessage. /api/telephone is the WebSocket of a user with an own extension: it tells TelephoneMessage, of that extension alone.`,
    },
    tags: [...new Set(routes.map(({ subject }) => subject))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tipring',
          description: 'set by logging in; its name carries the port without TLS',
        },
        token: { type: 'http', scheme: 'bearer', description: 'tr_<id>_<secret>' },
      },
    },
  };
}
