/** What the names of SIP servers are looked up by (RFC 3263). Real: `node:dns`. Simulated: a list. */

export type DnsQuestion =
  | { readonly type: 'NAPTR' | 'SRV'; readonly name: string }
  | { readonly type: 'A' | 'AAAA'; readonly name: string };

export interface NaptrRecord {
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  readonly service: string;
  readonly replacement: string;
}

export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}

export interface DnsAnswer {
  readonly naptr: readonly NaptrRecord[];
  readonly srv: readonly SrvRecord[];
  readonly addresses: readonly string[];
  /** The name does not exist, or has no such record: another question may be asked. False when nobody answered. */
  readonly answered: boolean;
}

export const NO_ANSWER: DnsAnswer = { naptr: [], srv: [], addresses: [], answered: false };

export interface SipDns {
  /** Answers always, once, within `timeoutMs` of the adapter; never from inside the call. */
  ask(question: DnsQuestion, answered: (answer: DnsAnswer) => void): void;
}
