import type { Finding } from '#ports/configuration.ts';
import { SECRET_MASK } from '#ports/office-document/sip.ts';
import { RTP_PORTS } from '#ports/office-document/usual-ports.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import { MAC_PREFIXES, makerOfMac, normalMac } from '#ports/provisioning.ts';
import { repeated } from '#switching/routing/check-finding.ts';
import { documentFinding } from './document-finding.ts';
import {
  type SipDevice,
  type SipTrunk,
  TRUNK_CALLS,
  telephonePorts,
  trunkPorts,
  userOf,
} from './sip-positions.ts';

type Sip = NonNullable<OfficeDocument['sip']>;

/** Everything about `sip` and the extensions on it that the schema cannot say. */
export function sipFindings(document: OfficeDocument): readonly Finding[] {
  const { sip = {} } = document;
  return [
    ...extensionFindings(document),
    ...deviceFindings(document),
    ...(sip.trunks ?? []).flatMap(trunkFindings),
    ...positionFindings(document),
    ...listenFindings(sip),
  ];
}

function extensionFindings({ extensions = [], sip }: OfficeDocument): Finding[] {
  const phones = new Set(sip?.devices?.map(({ extension }) => extension));
  return extensions.flatMap(({ number, port }, index) =>
    port === undefined && !phones.has(number)
      ? [documentFinding('TR-OFFICE-050', `extensions[${index}].port`, { number })]
      : [],
  );
}

function deviceFindings({ extensions = [], sip }: OfficeDocument): Finding[] {
  const devices = sip?.devices ?? [];
  const portOf = new Map(extensions.map(({ number, port }) => [number, port]));
  const places = devices.flatMap((device, index): Finding[] => {
    const { extension: number } = device;
    const at = `sip.devices[${index}]`;
    const port = portOf.get(number);
    if (!portOf.has(number)) return [documentFinding('TR-OFFICE-051', `${at}.extension`, { number })];
    if (port !== undefined) return [documentFinding('TR-OFFICE-052', `${at}.extension`, { number, port })];
    return [];
  });
  const twice = repeated(devices, ({ extension }) => extension).map(({ index }) =>
    documentFinding('TR-OFFICE-035', `sip.devices[${index}].extension`, { name: devices[index]!.extension }),
  );
  const sameUser = repeated(devices, userOf).map(({ index }) =>
    documentFinding('TR-OFFICE-053', `sip.devices[${index}].user`, { user: userOf(devices[index]!) }),
  );
  return [
    ...places,
    ...(twice.length > 0 ? twice : sameUser),
    ...devices.flatMap(secretFindings),
    ...provisioningFindings(devices, portOf),
  ];
}

/** What keeps telephones from fetching their settings. */
function provisioningFindings(
  devices: readonly SipDevice[],
  extensions: ReadonlyMap<string, unknown>,
): Finding[] {
  // Each telephone without an address has one of its own here.
  const macs = devices.map(({ mac = '' }, index) => normalMac(mac) ?? `none ${index}`);
  const doubles = repeated(macs, (mac) => mac).map(({ index }) =>
    documentFinding('TR-OFFICE-061', `sip.devices[${index}].mac`, { mac: macs[index]! }),
  );
  return devices.flatMap((device, index): Finding[] => {
    const at = `sip.devices[${index}]`;
    const { mac = '', maker, secret, ha1, provisioningSecret, lampKeys = [] } = device;
    const address = normalMac(mac);
    const own = doubles.filter(({ path }) => path === `${at}.mac`);
    if (address !== null && maker === undefined && makerOfMac(address) === null) {
      const facts = { mac, makers: Object.keys(MAC_PREFIXES).join(', ') };
      own.push(documentFinding('TR-OFFICE-062', `${at}.mac`, facts));
    }
    if (address !== null && secret === undefined && ha1 !== undefined)
      own.push(documentFinding('TR-OFFICE-063', `${at}.mac`));
    if (provisioningSecret === SECRET_MASK)
      own.push(documentFinding('TR-OFFICE-064', `${at}.provisioningSecret`));
    for (const [key, number] of lampKeys.entries())
      if (!extensions.has(number))
        own.push(documentFinding('TR-OFFICE-051', `${at}.lampKeys[${key}]`, { number }));
    return own;
  });
}

/** No telephone with a password that a scanner tries: those calls cost money, and somebody pays them. */
function secretFindings(device: SipDevice, index: number): Finding[] {
  const { secret, ha1, extension } = device;
  const at = `sip.devices[${index}]`;
  if (secret === undefined)
    return ha1 === undefined
      ? [documentFinding('TR-OFFICE-054', `${at}.secret`)]
      : ha1 === SECRET_MASK
        ? [documentFinding('TR-OFFICE-058', `${at}.ha1`)]
        : [];
  if (secret === SECRET_MASK) return [documentFinding('TR-OFFICE-058', `${at}.secret`)];
  return isGuessed(secret, [extension, userOf(device)])
    ? [documentFinding('TR-OFFICE-055', `${at}.secret`)]
    : [];
}

/** Nothing but the name over and over, one sign, or a row of neighbours. */
function isGuessed(secret: string, names: readonly string[]): boolean {
  const rest = names.reduce((text, name) => text.replaceAll(name, ''), secret);
  const signs = new Set(secret);
  return rest.length < 3 || signs.size < 3 || '01234567890123456789'.includes(secret);
}

function trunkFindings(trunk: SipTrunk, index: number): Finding[] {
  const at = `sip.trunks[${index}]`;
  const { registers = true, user, secret } = trunk;
  if (secret === SECRET_MASK) return [documentFinding('TR-OFFICE-058', `${at}.secret`)];
  if (!registers) return [];
  return (['user', 'secret'] as const).flatMap((field) =>
    (field === 'user' ? user : secret) === undefined
      ? [documentFinding('TR-OFFICE-060', `${at}.${field}`, { field })]
      : [],
  );
}

/** Positions are worked out of numbers and ids, and two may once in a long while come to the same. */
function positionFindings({ sip = {} }: OfficeDocument): Finding[] {
  const { devices = [], trunks = [] } = sip;
  const doubles = repeated(trunks, ({ id }) => trunkPorts(id, 1)[0]!).map(({ index, first }) =>
    documentFinding('TR-OFFICE-059', `sip.trunks[${index}].id`, {
      ...{ id: trunks[index]!.id, other: trunks[first]!.id },
    }),
  );
  const others = devices.filter(
    ({ extension }, index) => devices.findIndex((one) => one.extension === extension) === index,
  );
  const phones = repeated(others, ({ extension }) => telephonePorts(extension, 1)[0]!).map(
    ({ index, first }) =>
      documentFinding('TR-OFFICE-059', `sip.devices[${devices.indexOf(others[index]!)}].extension`, {
        ...{ id: others[index]!.extension, other: others[first]!.extension },
      }),
  );
  return [...doubles, ...phones];
}

function listenFindings({ listen = [], certificate, key, rtp = {} }: Sip): Finding[] {
  const { portFirst = RTP_PORTS.first, portLast = RTP_PORTS.last } = rtp;
  const overTls = listen.some(({ transport }) => transport === 'tls');
  const bare = overTls && (certificate === undefined || key === undefined);
  return [
    ...(bare
      ? [documentFinding('TR-OFFICE-056', certificate === undefined ? 'sip.certificate' : 'sip.key')]
      : []),
    ...(portLast <= portFirst
      ? [documentFinding('TR-OFFICE-057', 'sip.rtp.portLast', { first: portFirst, last: portLast })]
      : []),
  ];
}

/** How many entries of the core's list of exchange lines a trunk of the document is. */
const channels = ({ calls = TRUNK_CALLS }: SipTrunk): number => calls;

/** As the document calls it: `did[2].to` is `did[2].ringIn` there. */
const placedDid = (path: string): string =>
  path.replace(/^(\.did\[\d+\])\.to(ByMode)?/, (_, did: string, byMode = '') => `${did}.ringIn${byMode}`);

/** `trunks[5].group` of the core's office as a place of the document: its last exchange lines are calls of SIP trunks. */
export function sipPlaced(path: string, { trunks = [], sip }: OfficeDocument): string | null {
  const found = /^trunks\[(\d+)\](.*)$/.exec(path);
  let channel = found === null ? -1 : Number(found[1]) - trunks.length;
  if (found === null || channel < 0) return path;
  for (const [index, trunk] of (sip?.trunks ?? []).entries()) {
    // What is wrong with one of its calls is wrong with all; it is told once.
    if (channel < channels(trunk))
      return channel === 0 ? `sip.trunks[${index}]${placedDid(found[2]!)}` : null;
    channel -= channels(trunk);
  }
  return path;
}
