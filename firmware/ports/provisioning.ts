/*
 * Desk telephones that fetch their settings by themselves: whose they are, who may have them, and what a technician
 * sees of it. The address of the settings carries a secret of each telephone; who has it has the telephone's password.
 */

export type MakerName = 'yealink' | 'grandstream' | 'fanvil' | 'snom';

/** First half of the makers' MAC addresses (IEEE registry of OUI; the last two of Yealink are newer than 2022). */
export const MAC_PREFIXES: Readonly<Record<MakerName, readonly string[]>> = {
  yealink: ['001565', '805ec0', '805e0c', '249ad8', 'c4fc22', '44dbd2'],
  grandstream: ['000b82', 'c074ad', 'ec74d7'],
  fanvil: ['0c383e'],
  snom: ['000413'],
};

/** `00:15:65:AB:CD:EF` in any of its spellings as `001565abcdef`; null for what is no such address. */
export function normalMac(text: string): string | null {
  const digits = text.toLowerCase().replace(/[-:. ]/g, '');
  return /^[0-9a-f]{12}$/.test(digits) ? digits : null;
}

/** Who made the telephone of that address (as `normalMac` writes it); null: none of those whose files we can write. */
export function makerOfMac(mac: string): MakerName | null {
  const makers = Object.keys(MAC_PREFIXES) as MakerName[];
  return makers.find((maker) => MAC_PREFIXES[maker].some((prefix) => mac.startsWith(prefix))) ?? null;
}

/** Where the settings of all telephones lie: `/provision/<secret>/<file>`. */
export const PROVISIONING_PATH = '/provision/';

export interface ProvisioningFile {
  readonly contentType: 'text/plain' | 'application/xml';
  readonly text: string;
}

export interface ProvisioningRequest {
  readonly secret: string;
  /** The last part of the address. */
  readonly file: string;
  /** Network address of who asks. */
  readonly from: string;
  /** How it has reached us, without path: `https://pbx.local:8443`. */
  readonly origin: string;
}

/** One fetch of a telephone's own file. */
export interface ProvisioningFetch {
  readonly epochMs: number;
  readonly from: string;
  readonly file: string;
}

/** What has to be known of it to tell later whether it is still the newest. */
export interface KeptFetch extends ProvisioningFetch {
  /** How the telephone had reached us, as in `ProvisioningRequest`. */
  readonly origin: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
}

/** The last fetch of each telephone, by its address as `normalMac` writes it; outlives a restart. */
export interface FetchLog {
  last(mac: string): KeptFetch | null;
  note(mac: string, fetch: KeptFetch): void;
  /** The telephones of the office: others are forgotten. */
  keepOnly(macs: ReadonlySet<string>): void;
}

export interface ProvisionedPhone {
  readonly extension: string;
  readonly name: string;
  /** As `normalMac` writes it. */
  readonly mac: string;
  readonly maker: MakerName;
  /** Whether it has a secret; without one it can fetch nothing. */
  readonly ready: boolean;
  /** Null: not yet. */
  readonly last: ProvisioningFetch | null;
  /** It has fetched what it would be given now; null: not fetched yet. */
  readonly current: boolean | null;
  /** Registered contacts that can be asked to fetch anew. */
  readonly contacts: number;
}

export interface ProvisioningView {
  readonly phones: readonly ProvisionedPhone[];
  /** Fetches by somebody without a secret that is one, since the start of the firmware. */
  readonly refused: number;
}

/** What somebody types into the telephone, and what it is then locked with. */
export interface ProvisioningAccess {
  /** `/provision/<secret>/` */
  readonly path: string;
  /** Of the user `admin` of the telephone's own page, once it has its settings. */
  readonly adminPassword: string;
}

export interface Provisioning {
  view(): ProvisioningView;
  /**
   * The file, or null: for an unknown secret, an address that is another's, a name that is none of the maker's, and for
   * whoever has guessed too often alike. `closed`: SIP is not heard, so there is nothing to set a telephone to.
   */
  fetch(request: ProvisioningRequest): ProvisioningFile | 'closed' | null;
  /** Null: there is no such telephone, or it has no secret. */
  accessOf(extension: string): ProvisioningAccess | null;
  /** Asks the telephones that are registered to fetch anew; how many were asked. */
  setUpAgain(extension: string): number;
}
