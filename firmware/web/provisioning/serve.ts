/**
 * The files of desk telephones, `/provision/<secret>/<file>`. No cookie and no name: the secret in the address is the
 * proof, so the address stands in no log, no audit and no answer. Whatever is wrong, there is nothing here.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROVISIONING_PATH } from '#ports/provisioning.ts';
import { addressKey } from '../access/throttle.ts';
import { Bucket } from '../desk/bucket.ts';
import type { Parts } from '../parts.ts';
import { EVERYBODY } from '../routing/policy.ts';
import { notRunning, tooOften } from '../routing/refused.ts';
import { sendRefused } from '../routing/register.ts';

/** A telephone asks for half a dozen files; behind one address there may be a house of them that starts at once. */
const ASKED_AT_ONCE = 400;
const ASKED_PER_SECOND = 10;
/** Addresses whose askings are counted; the one that began longest ago is forgotten first. */
const ADDRESSES_MAX = 2_000;
const WAIT_SECONDS = 30;

/** How often each address may ask. */
class Askings {
  readonly #buckets = new Map<string, Bucket>();

  take(address: string, nowMs: number): boolean {
    const key = addressKey(address);
    const bucket = this.#buckets.get(key) ?? new Bucket(ASKED_AT_ONCE, ASKED_PER_SECOND, nowMs);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > ADDRESSES_MAX) this.#buckets.delete(this.#buckets.keys().next().value!);
    return bucket.take(nowMs);
  }
}

/** An address of IPv4 that came in over a socket of IPv6 (RFC 4291 §2.5.5.2) is the same one to the list of the banned. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** `<secret>/<file>`; what has more or fewer parts is asked for with the file that no telephone has. */
function partsOf(path: string): { readonly secret: string; readonly file: string } {
  const [secret = '', file = '', ...more] = path.split('/');
  return { secret, file: more.length === 0 ? file : '' };
}

export function serveProvisioning(server: FastifyInstance, parts: Parts): void {
  const { provisioning, nowMs, benchUrl } = parts;
  const askings = new Askings();
  const answer = (request: FastifyRequest, reply: FastifyReply): unknown => {
    reply.header('cache-control', 'no-store');
    // A password in the clear on the way to the telephone: on the simulator nobody is in between.
    const safe = request.protocol === 'https' || benchUrl !== null;
    if (!safe || provisioning === null) return reply.callNotFound();
    if (!askings.take(request.ip, nowMs())) return sendRefused(reply, tooOften('provisioning', WAIT_SECONDS));
    const { '*': path } = request.params as { '*': string };
    const found = provisioning.fetch({
      ...partsOf(path),
      from: plainAddress(request.ip),
      origin: `${request.protocol}://${request.headers.host!}`,
    });
    if (found === 'closed') return sendRefused(reply, notRunning('SIP'));
    if (found === null) return reply.callNotFound();
    return reply.type(`${found.contentType}; charset=utf-8`).send(found.text);
  };
  const config = { policy: EVERYBODY };
  server.get(`${PROVISIONING_PATH}*`, { config, exposeHeadRoute: false }, answer);
}
