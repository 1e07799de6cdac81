/** `box.yaml` of the boot partition: what a technician says of the box before it starts. Read, checked, never guessed. */
import { isIP } from 'node:net';
import { parse } from 'yaml';

export interface NetworkSettings {
  /** With the length of its network: `192.168.1.10/24`. */
  readonly address: string;
  readonly gateway?: string;
  readonly nameServers: readonly string[];
}

export interface BoxSettings {
  /** RFC 1123; the box is found as `name.local` (RFC 6762). */
  readonly name: string;
  readonly region: string;
  /** A name of the tz database. */
  readonly timeZone: string;
  /** A file in `boards/`; null: what the machine is. */
  readonly board: string | null;
  readonly timeServers: readonly string[];
  /** Null: an address by DHCP. */
  readonly network: NetworkSettings | null;
}

export const PLAIN: BoxSettings = {
  ...{ name: 'tipring', region: 'cn', timeZone: 'Asia/Shanghai', board: null, network: null },
  timeServers: ['ntp.ntsc.ac.cn', 'cn.pool.ntp.org', 'pool.ntp.org'],
};

/** What of a file cannot be used, in words for the technician. */
export type Complaint = string;
export type Settled =
  | { readonly ok: true; readonly settings: BoxSettings }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

/** More than that is no settings file. */
const CHARS_MAX = 16_384;
const LIST_MAX = 4;
const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/i;

type Check = (value: unknown) => boolean;
const words =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const address: Check = (value) => typeof value === 'string' && isIP(value) !== 0;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= LIST_MAX && value.every(check);

function withPrefix(value: unknown): boolean {
  const [ip = '', length = ''] = typeof value === 'string' ? value.split('/') : [];
  const longest = isIP(ip) === 4 ? 32 : isIP(ip) === 6 ? 128 : 0;
  return /^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= longest;
}

function timeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && new Intl.DateTimeFormat('en', { timeZone: value }) !== null;
  } catch {
    return false;
  }
}

/** Per field: whether a value will do, and what would. */
const FIELDS: Readonly<Record<string, readonly [Check, string]>> = {
  name: [words(/^(?!-)[a-z0-9-]{1,63}(?<!-)$/), 'letters a to z, digits and hyphens, at most 63'],
  region: [words(/^[a-z]{2}$/), 'two letters such as cn'],
  timeZone: [timeZone, 'a name such as Asia/Shanghai'],
  board: [words(/^[a-z0-9-]{1,32}$/), 'the name of a board such as px8-pi4 or sim'],
  timeServers: [
    listOf((value) => address(value) || words(HOST_NAME)(value)),
    'a list of at most 4 names or addresses',
  ],
  network: [(value) => isMap(value), 'address, gateway and nameServers'],
};
const NETWORK_FIELDS: typeof FIELDS = {
  address: [withPrefix, 'an address with the length of its network such as 192.168.1.10/24'],
  gateway: [address, 'an address such as 192.168.1.1'],
  nameServers: [listOf(address), 'a list of at most 4 addresses'],
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function complaintsOf(
  given: Readonly<Record<string, unknown>>,
  fields: typeof FIELDS,
  path: string,
): Complaint[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) return [`${path}${name}: there is no such setting`];
    return field[0](value)
      ? []
      : [`${path}${name}: ${JSON.stringify(value)} cannot be used; it is ${field[1]}`];
  });
}

/** What the text says, over the plain settings; nothing of it counts when anything of it is wrong. */
export function settle(text: string): Settled {
  if (text.length > CHARS_MAX) return { ok: false, complaints: [`longer than ${CHARS_MAX} characters`] };
  let given: unknown;
  try {
    given = parse(text, { maxAliasCount: 0, uniqueKeys: true }) ?? {};
  } catch (error) {
    return { ok: false, complaints: [`not readable as YAML: ${(error as Error).message.split('\n')[0]}`] };
  }
  if (!isMap(given)) return { ok: false, complaints: ['not a list of settings'] };
  const { network } = given;
  const complaints = [
    ...complaintsOf(given, FIELDS, ''),
    ...(isMap(network) ? complaintsOf(network, NETWORK_FIELDS, 'network.') : []),
    ...(isMap(network) && network.address === undefined ? ['network.address: is missing'] : []),
  ];
  if (complaints.length > 0) return { ok: false, complaints };
  const wired = network === undefined ? null : { nameServers: [], ...(network as object) };
  return {
    ok: true,
    settings: { ...PLAIN, ...(given as Partial<BoxSettings>), network: wired as NetworkSettings | null },
  };
}

/**
 * The settings in force: those of the boot partition, or, when they cannot be used, the last that could; `keep` is
 * the text to be kept as the last good one.
 */
export function inForce(
  text: string | null,
  lastGood: string | null,
): {
  readonly settings: BoxSettings;
  readonly complaints: readonly Complaint[];
  readonly keep: string | null;
} {
  const kept = lastGood === null ? null : settle(lastGood);
  const otherwise = kept?.ok ? kept.settings : PLAIN;
  if (text === null) return { settings: otherwise, complaints: [], keep: null };
  const now = settle(text);
  if (now.ok) return { settings: now.settings, complaints: [], keep: text === lastGood ? null : text };
  const fallBack = kept?.ok ? 'the last good settings count' : 'the plain settings count';
  return {
    settings: otherwise,
    complaints: [...now.complaints.map((complaint) => `box.yaml: ${complaint}`), `box.yaml: ${fallBack}`],
    keep: null,
  };
}

/** systemd.network(5) of the wired port; null: the image's own, which asks by DHCP. */
export function networkFile({ network }: BoxSettings): string | null {
  if (network === null) return null;
  const { address: own, gateway, nameServers } = network;
  const lines = [`Address=${own}`, ...(gateway === undefined ? [] : [`Gateway=${gateway}`])];
  const servers = nameServers.map((server) => `DNS=${server}`);
  return ['[Match]', 'Type=ether', '', '[Network]', ...lines, ...servers, 'MulticastDNS=yes', ''].join('\n');
}

/** `Raspberry Pi 4 Model B Rev 1.4` → `pi4`, `Raspberry Pi Zero 2 W Rev 1.0` → `zero2`; null on other machines. */
function modelOf(machine: string): string | null {
  const [, zero, number] = /^Raspberry Pi (?:(Zero )|Compute Module )?(\d)/.exec(machine) ?? [];
  return number === undefined ? null : `${zero === undefined ? 'pi' : 'zero'}${number}`;
}

/** What tipring.service reads. `machine` is the model of the device tree, `boards` the names of files in `boards/`. */
export function environmentFile(
  settings: BoxSettings,
  machine: string,
  boards: readonly string[],
  data: string | null = null,
): string {
  const model = modelOf(machine);
  const fits = model === null ? undefined : boards.find((name) => name === `px8-${model}`);
  return `TIPRING_REGION=${settings.region}\nTIPRING_BOARD=${settings.board ?? fits ?? 'sim'}\n${data === null ? '' : `TIPRING_CARD=${data.trim()}\n`}`;
}
