/** What bodies are read at all: JSON that does not nest too deep, sounds, tables, and pieces of files; everything else is 415. */
import type { FastifyInstance } from 'fastify';
import { JSON_DEPTH_MAX, shallow } from './validation.ts';

const FILES = [
  ...['audio/wav', 'text/csv', 'application/octet-stream'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

export function readBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    const json = text as string;
    if (shallow(json)) return parse(request, json, done);
    done(Object.assign(new Error(`the body nests deeper than ${JSON_DEPTH_MAX}`), { statusCode: 400 }));
  });
  for (const type of FILES)
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes));
}
