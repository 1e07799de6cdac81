import type { EntityCodes } from '#ports/configuration.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import {
  type FetchLog,
  makerOfMac,
  normalMac,
  PROVISIONING_PATH,
  type ProvisionedPhone,
  type Provisioning,
  type ProvisioningAccess,
  type ProvisioningFile,
  type ProvisioningRequest,
  type ProvisioningView,
} from '#ports/provisioning.ts';
import type { Listener } from '#ports/sip-transport.ts';
import type { Hash } from '../digest/digest.ts';
import type { Maker, PhoneCodec, PhoneData } from './device.ts';
import { MAKERS } from './makers.ts';
import type { PhoneZone } from './zone.ts';

type Device = NonNullable<NonNullable<OfficeDocument['sip']>['devices']>[number];

/** Who guesses is not listened to; one list with those who guess passwords (`defence/`). */
export interface ProvisioningGuard {
  isBanned(address: string): boolean;
  guessed(address: string): void;
}

export interface ProvisioningParts {
  readonly document: () => OfficeDocument;
  /** Codes that can be dialled, tenant by tenant. */
  readonly codes: () => readonly EntityCodes[];
  readonly zone: () => PhoneZone;
  /** Where SIP is heard now; none: it is not. */
  readonly listeners: () => readonly Listener[];
  /** Asks the registered contacts of a user to fetch anew (`check-sync`); how many there are. */
  readonly checkSync: (user: string) => number;
  readonly contacts: (user: string) => number;
  readonly guard: ProvisioningGuard;
  readonly fetches: FetchLog;
  readonly hash: Hash;
  readonly epochMs: () => number;
}

/** A telephone of the office that can be told its settings. */
interface Known {
  readonly device: Device;
  readonly mac: string;
  readonly maker: Maker;
  readonly name: string;
}

const CODECS: readonly PhoneCodec[] = ['pcma', 'pcmu', 'g722', 'opus'];
const ADMIN_PASSWORD_LENGTH = 16;
/** Of a secret: the longest that the document takes, and more of an address than any maker's file name has. */
const ASKED_MAX = 128;

/**
 * Files of the desk telephones, made when they are asked for: what the office has now is what a telephone gets. A secret
 * is looked up by its hash, so how long that takes tells nothing of it; whoever has none does the same work in vain.
 */
export class PhoneProvisioning implements Provisioning {
  private readonly parts: ProvisioningParts;
  private refused = 0;
  private made: OfficeDocument | null = null;
  private phones: readonly Known[] = [];
  /** By the hash of their secret. */
  private bySecret: ReadonlyMap<string, Known> = new Map();

  constructor(parts: ProvisioningParts) {
    this.parts = parts;
  }

  fetch(request: ProvisioningRequest): ProvisioningFile | 'closed' | null {
    const { secret, file, from } = request;
    this.look();
    if (this.parts.listeners().length === 0) return 'closed';
    const digest = this.parts.hash('SHA-256', secret.slice(0, ASKED_MAX));
    const phone = this.bySecret.get(digest);
    const banned = this.parts.guard.isBanned(from);
    if (phone === undefined || banned || secret.length > ASKED_MAX) {
      this.refused += 1;
      this.parts.guard.guessed(from);
      return null;
    }
    // Who has the secret does not guess, whatever names it asks for: each model has some of its own.
    if (!phone.maker.owns(file, phone.mac))
      return phone.maker.openings.find(({ name }) => name.test(file))?.file ?? null;
    const answer = this.render(phone, request.origin);
    if (answer !== null) this.note(phone, request, answer);
    return answer;
  }

  view(): ProvisioningView {
    this.look();
    return { phones: this.phones.map((phone) => this.viewOf(phone)), refused: this.refused };
  }

  accessOf(extension: string): ProvisioningAccess | null {
    this.look();
    const secret = this.phones.find(({ device }) => device.extension === extension)?.device
      .provisioningSecret;
    if (secret === undefined) return null;
    return { path: `${PROVISIONING_PATH}${secret}/`, adminPassword: this.adminPassword(secret) };
  }

  setUpAgain(extension: string): number {
    this.look();
    const phone = this.phones.find(({ device }) => device.extension === extension);
    return phone === undefined ? 0 : this.parts.checkSync(userOf(phone.device));
  }

  // ── inside ──

  /** The telephones of the document in force. */
  private look(): void {
    const document = this.parts.document();
    if (document === this.made) return;
    this.made = document;
    const names = new Map(document.extensions?.map(({ number, name }) => [number, name]));
    this.phones = (document.sip?.devices ?? []).flatMap((device) => {
      const mac = device.mac === undefined ? null : normalMac(device.mac);
      const maker = mac === null ? null : (device.maker ?? makerOfMac(mac));
      if (mac === null || maker === null) return [];
      return [{ device, mac, maker: MAKERS[maker], name: names.get(device.extension) ?? '' }];
    });
    this.bySecret = new Map(
      this.phones.flatMap((phone) => {
        const { provisioningSecret: secret } = phone.device;
        return secret === undefined ? [] : [[this.parts.hash('SHA-256', secret), phone] as const];
      }),
    );
    this.parts.fetches.keepOnly(new Set(this.phones.map(({ mac }) => mac)));
  }

  private viewOf(phone: Known): ProvisionedPhone {
    const { device, mac, maker, name } = phone;
    const last = this.parts.fetches.last(mac);
    const now = last === null ? null : this.render(phone, last.origin);
    return {
      ...{ extension: device.extension, name, mac, maker: maker.name },
      ready: device.provisioningSecret !== undefined,
      last: last === null ? null : { epochMs: last.epochMs, from: last.from, file: last.file },
      current: last === null ? null : now !== null && this.parts.hash('SHA-256', now.text) === last.digest,
      contacts: this.parts.contacts(userOf(device)),
    };
  }

  private note(
    { mac }: Known,
    { from, file, origin }: ProvisioningRequest,
    { text }: ProvisioningFile,
  ): void {
    const { hash, epochMs, fetches } = this.parts;
    const digest = hash('SHA-256', text);
    fetches.note(mac, { epochMs: Math.round(epochMs()), from, file, origin, digest });
  }

  private render(phone: Known, origin: string): ProvisioningFile | null {
    const { device, maker } = phone;
    const { secret: password, provisioningSecret: secret } = device;
    const server = this.serverOf(device, origin);
    if (server === null || password === undefined || secret === undefined) return null;
    return maker.render({ ...this.dataOf(phone), server, password, ...this.lockOf(secret, origin) });
  }

  private lockOf(secret: string, origin: string): Pick<PhoneData, 'adminPassword' | 'provisioningUrl'> {
    return {
      adminPassword: this.adminPassword(secret),
      provisioningUrl: `${origin}${PROVISIONING_PATH}${secret}/`,
    };
  }

  private dataOf({
    device,
    name,
  }: Known): Omit<PhoneData, 'server' | 'password' | 'adminPassword' | 'provisioningUrl'> {
    const document = this.parts.document();
    const own = document.extensions?.find(({ number }) => number === device.extension);
    const names = new Map(document.extensions?.map((one) => [one.number, one.name]));
    return {
      ...{ number: device.extension, name, user: userOf(device) },
      srtp: device.srtp ?? 'never',
      codecs: (device.codecs ?? CODECS) as readonly PhoneCodec[],
      language: own?.language ?? document.language ?? 'zh-CN',
      zone: this.parts.zone(),
      timeServer: document.sip?.timeServer ?? null,
      lamps: (device.lampKeys ?? []).map((number) => ({ number, name: names.get(number) ?? number })),
      pickup: this.pickupOf(own?.entity ?? 'main'),
    };
  }

  /** Where it reaches SIP: by the address that it has reached the pages by. */
  private serverOf({ tlsOnly = false, srtp }: Device, origin: string): PhoneData['server'] | null {
    const listeners = this.parts.listeners();
    const tls = listeners.find(({ transport }) => transport === 'TLS');
    // Keys of encrypted voice are in the signalling (RFC 4568 §7).
    const wanted = tlsOnly ? tls : srtp === 'always' ? (tls ?? listeners[0]) : listeners[0];
    if (wanted === undefined) return null;
    const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
    return { host, port: wanted.local.port, transport: wanted.transport };
  }

  /** What stands before the number of whom the call is taken from; empty: there is no such code. */
  private pickupOf(entity: string): string {
    const codes = this.parts.codes().find((one) => one.entity === entity)?.codes ?? [];
    const dial = codes.find(({ feature }) => feature === 'pickup-directed')?.dial ?? '';
    return /^([0-9*#]+)\{n\}$/.exec(dial)?.[1] ?? '';
  }

  /** Of the telephone's own page: the same as long as the secret is. */
  private adminPassword(secret: string): string {
    return this.parts.hash('SHA-256', `telephone's own page ${secret}`).slice(0, ADMIN_PASSWORD_LENGTH);
  }
}

const userOf = ({ user, extension }: Device): string => user ?? extension;
