import { Resolver } from 'node:dns/promises';
import { type DnsAnswer, type DnsQuestion, NO_ANSWER, type SipDns } from '#ports/sip-dns.ts';

/** More is no answer but an attack on whoever has to try them all. */
const RECORDS_MAX = 32;
const NOTHING_THERE = new Set(['ENOTFOUND', 'ENODATA']);

/** The system's name servers, asked twice, 2 s each. */
export class NodeDns implements SipDns {
  readonly #resolver = new Resolver({ timeout: 2_000, tries: 2 });

  ask(question: DnsQuestion, answered: (answer: DnsAnswer) => void): void {
    this.#ask(question).then(answered, (error: NodeJS.ErrnoException) =>
      answered({ ...NO_ANSWER, answered: NOTHING_THERE.has(error.code ?? '') }),
    );
  }

  async #ask({ type, name }: DnsQuestion): Promise<DnsAnswer> {
    const some = { ...NO_ANSWER, answered: true };
    if (type === 'A')
      return { ...some, addresses: (await this.#resolver.resolve4(name)).slice(0, RECORDS_MAX) };
    if (type === 'AAAA')
      return { ...some, addresses: (await this.#resolver.resolve6(name)).slice(0, RECORDS_MAX) };
    if (type === 'SRV') {
      const records = await this.#resolver.resolveSrv(name);
      const srv = records.map(({ priority, weight, port, name: target }) => ({
        priority,
        weight,
        port,
        target,
      }));
      return { ...some, srv: srv.slice(0, RECORDS_MAX) };
    }
    const naptr = await this.#resolver.resolveNaptr(name);
    return { ...some, naptr: naptr.slice(0, RECORDS_MAX) };
  }
}
