/** What a desk phone must know to be an extension; the HTTPS server that hands it out is not here. */
export interface PhoneData {
  /** Extension number, shown and registered. */
  readonly number: string;
  readonly name: string;
  readonly authUser: string;
  /** Generated, 128 bit. */
  readonly password: string;
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly transport: 'UDP' | 'TCP' | 'TLS';
  };
  readonly encryptedVoice: boolean;
  readonly language: 'zh-CN' | 'en';
  /** IANA name and offset without summer time, minutes. */
  readonly timeZone: string;
  readonly offsetMinutes: number;
  readonly ntp: string;
  /** Line keys after the own line: whose lamp is shown. */
  readonly lamps: readonly { readonly number: string; readonly name: string }[];
  /** Dialled to hear messages and to pick up a ringing colleague. */
  readonly voicemail: string;
  readonly pickup: string;
  /** Of the phone's own web page; generated. */
  readonly adminPassword: string;
  /** Where it fetches its file again, with its secret. */
  readonly provisioningUrl: string;
}

export interface ProvisioningFile {
  readonly contentType: 'text/plain' | 'application/xml';
  readonly text: string;
}

/** A maker's way to say it: a new maker is one new file beside its siblings. */
export interface Maker {
  readonly name: string;
  /** Begin of its MAC addresses, to propose the maker for a phone that asks. */
  readonly prefixes: readonly string[];
  /** What phones of this maker ask for: `mac` in lower-case hex without separators. */
  fileName(mac: string): string;
  render(phone: PhoneData): ProvisioningFile;
}

/** The most that any of the makers has keys for without side cars. */
export const LAMPS_MAX = 40;

/** In files of `name = value` lines nothing may end a line. */
export const plainValue = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').trim();

export const xmlText = (text: string): string =>
  plainValue(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
