import { isIP } from 'node:net';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** What the environment sets; everything else is in the data folder. */
export interface Settings {
  readonly httpPort: number;
  /** Address that the pages are served at; `0.0.0.0` and `::` are all. */
  readonly httpHost: string;
  /** Pages are served over TLS: always, where others than this machine can reach them, unless told otherwise. */
  readonly httpTls: boolean;
  /** Kept for the SIP transport. */
  readonly sipPort: number;
  readonly dataFolder: string;
  /** Country code in lower case: the name of the region file. */
  readonly region: string;
  readonly board: string;
  readonly logLevel: string;
}

type Environment = Readonly<Record<string, string | undefined>>;
const LOOPBACK = /^(127\.|::1$)/;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Reads `TIPRING_…`; the first setting that makes no sense is the answer. */
export function readSettings(env: Environment): Result<Settings> {
  const httpPort = portNumber(env, 'TIPRING_HTTP_PORT', 8080);
  if (!httpPort.ok) return httpPort;
  const sipPort = portNumber(env, 'TIPRING_SIP_PORT', 5060);
  if (!sipPort.ok) return sipPort;
  const httpHost = env.TIPRING_HTTP_HOST || '127.0.0.1';
  if (isIP(httpHost) === 0) return fail(wrong('TIPRING_HTTP_HOST', httpHost, 'an address such as 0.0.0.0'));
  const tls = env.TIPRING_HTTP_TLS || (LOOPBACK.test(httpHost) ? 'off' : 'on');
  if (tls !== 'on' && tls !== 'off') return fail(wrong('TIPRING_HTTP_TLS', tls, 'on or off'));
  const region = (env.TIPRING_REGION ?? 'cn').toLowerCase();
  if (!/^[a-z]{2}$/.test(region)) return fail(wrong('TIPRING_REGION', region, 'two letters such as cn'));
  const board = env.TIPRING_BOARD ?? 'sim';
  if (!/^[a-z0-9-]+$/.test(board))
    return fail(wrong('TIPRING_BOARD', board, 'the name of a file in boards/'));
  const logLevel = env.TIPRING_LOG ?? 'warn';
  if (!LOG_LEVELS.includes(logLevel)) return fail(wrong('TIPRING_LOG', logLevel, LOG_LEVELS.join(', ')));
  const dataFolder = env.TIPRING_DATA || './data';
  return ok({
    ...{ httpPort: httpPort.value, httpHost, httpTls: tls === 'on' },
    ...{ sipPort: sipPort.value, dataFolder, region, board, logLevel },
  });
}

function portNumber(env: Environment, name: string, otherwise: number): Result<number> {
  const text = env[name];
  if (text === undefined || text === '') return ok(otherwise);
  const port = Number(text);
  if (/^[0-9]+$/.test(text) && port <= 65_535) return ok(port);
  return fail(wrong(name, text, 'a port number from 1 to 65535, or 0 for any free one'));
}

const wrong = (name: string, value: string, right: string): Fault => ({
  code: 'TR-START-003',
  where: `environment: ${name}`,
  what: `"${value}" cannot be used`,
  todo: `set it to ${right}, or unset it`,
});
