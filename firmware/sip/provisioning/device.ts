import { LAMP_KEYS_MAX } from '#ports/office-document/sip.ts';
import type { MakerName, ProvisioningFile } from '#ports/provisioning.ts';
import type { PhoneZone } from './zone.ts';

export type PhoneCodec = 'pcma' | 'pcmu' | 'g722' | 'opus';

/** What a desk phone must know to be an extension. */
export interface PhoneData {
  /** Extension number, shown and registered. */
  readonly number: string;
  readonly name: string;
  /** User of registration and proof. */
  readonly user: string;
  readonly password: string;
  readonly server: {
    /** IPv6 without brackets. */
    readonly host: string;
    readonly port: number;
    readonly transport: 'UDP' | 'TCP' | 'TLS';
  };
  readonly srtp: 'never' | 'offered' | 'always';
  /** The most wanted first. */
  readonly codecs: readonly PhoneCodec[];
  readonly language: 'zh-CN' | 'en';
  readonly zone: PhoneZone;
  /** Null: the telephone's own. */
  readonly timeServer: string | null;
  /** Line keys after the own line: whose lamp is shown. */
  readonly lamps: readonly { readonly number: string; readonly name: string }[];
  /** Dialled before a number to take its call; empty: the office has no such code. */
  readonly pickup: string;
  /** Of the phone's own web page; generated. */
  readonly adminPassword: string;
  /** Where it fetches its file again, with its secret; ends with a slash. */
  readonly provisioningUrl: string;
}

/** A file that a telephone asks for before its own, and what it is told so that it goes on. */
export interface OpeningFile {
  readonly name: RegExp;
  readonly file: ProvisioningFile;
}

/** A maker's way to say it: a new maker is one new file beside its siblings. */
export interface Maker {
  readonly name: MakerName;
  /** Whether that is the name of this telephone's own file; `mac` in lower-case hex without separators. */
  owns(file: string, mac: string): boolean;
  readonly openings: readonly OpeningFile[];
  render(phone: PhoneData): ProvisioningFile;
}

export const lampsOf = ({ lamps }: PhoneData): PhoneData['lamps'] => lamps.slice(0, LAMP_KEYS_MAX);

/** `pbx.local:5060`, `[2001:db8::1]:5060`. */
export const hostPort = ({ host, port }: PhoneData['server']): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** In files of `name = value` lines nothing may end a line; in XML 1.0 (§2.2) these may not stand at all. */
export const plainValue = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\uFFFE\uFFFF]/gu, ' ')
    .trim();

export const xmlText = (text: string): string =>
  plainValue(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export type Field = readonly [name: string, value: string | number];

/** `<name>value</name>` of each. */
export const elements = (fields: readonly Field[]): string =>
  fields.map(([name, value]) => `<${name}>${xmlText(String(value))}</${name}>`).join('\n');

export const xmlFile = (lines: readonly string[]): ProvisioningFile => ({
  contentType: 'application/xml',
  text: `${['<?xml version="1.0" encoding="UTF-8"?>', ...lines].join('\n')}\n`,
});
