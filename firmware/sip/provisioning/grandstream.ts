import { elements, type Field, hostPort, lampsOf, type Maker, type PhoneData, xmlFile } from './device.ts';
import { posixZone } from './zone.ts';

const TRANSPORT = { UDP: 0, TCP: 1, TLS: 2 } as const;
const SRTP = { never: 0, offered: 1, always: 2 } as const;
/** RTP payload types; that of Opus is the maker's own choice. */
const VOCODER = { pcma: 8, pcmu: 0, g722: 9, opus: 123 } as const;
/** The most preferred first. */
const VOCODER_PLACES = ['P57', 'P58', 'P59', 'P60'];
const BUSY_LAMP = 11;

/** Virtual multi-purpose keys; the first is the own line. From the seventh on they have another row of values. */
function lampKeys(phone: PhoneData): Field[] {
  return lampsOf(phone).flatMap(({ number, name }, index): Field[] => {
    const key = index + 2;
    const [mode, account, label, value] =
      key <= 6
        ? [1361 + 2 * key, 1362 + 2 * key, 1463 + 2 * key, 1464 + 2 * key]
        : [0, 1, 2, 3].map((offset) => 23_800 + 4 * (key - 7) + offset);
    return [
      [`P${mode}`, BUSY_LAMP],
      [`P${account}`, 0],
      [`P${label}`, name],
      [`P${value}`, number],
    ];
  });
}

/** Names are the P-values of Grandstream's configuration templates for GXP and GRP. */
function values(phone: PhoneData): Field[] {
  const { server, provisioningUrl, pickup, timeServer } = phone;
  const [scheme = '', path = ''] = provisioningUrl.replace(/\/$/, '').split('://');
  return [
    ['P271', 1],
    ['P270', phone.number],
    ['P47', hostPort(server)],
    ['P35', phone.user],
    ['P36', phone.user],
    ['P34', phone.password],
    ['P3', phone.name],
    ['P130', TRANSPORT[server.transport]],
    // With TLS, too, addresses are sip: and not sips:.
    ['P2329', 0],
    // Minutes.
    ['P32', 10],
    ['P183', SRTP[phone.srtp]],
    ['P99', 1],
    // Keys for do-not-disturb and forwarding are in step with the exchange (`as-feature-event`).
    ['P2325', 1],
    ...phone.codecs.map((codec, at): Field => [VOCODER_PLACES[at]!, VOCODER[codec]]),
    ...(timeServer === null ? [] : [['P30', timeServer] satisfies Field]),
    // Self-defined, and not what DHCP says of it.
    ['P64', 'customize'],
    ['P246', posixZone(phone.zone)],
    ['P143', 0],
    ['P1362', phone.language === 'zh-CN' ? 'zh' : 'en'],
    ['P2', phone.adminPassword],
    // The scheme has a value of its own.
    ['P212', scheme === 'https' ? 2 : 1],
    ['P237', path],
    // NOTIFY check-sync is taken without a proof of ours.
    ['P4428', 1],
    ...lampKeys(phone),
    ...(pickup === ''
      ? []
      : ([
          ['P6752', 1],
          ['P1347', pickup],
        ] satisfies Field[])),
  ];
}

/** A telephone asks for `cfg<mac>` (binary) first, which there is not, then for this file. */
export const grandstream: Maker = {
  name: 'grandstream',
  owns: (file, mac) => file.toLowerCase() === `cfg${mac}.xml`,
  openings: [],
  render: (phone) =>
    xmlFile([
      '<gs_provision version="1">',
      '<config version="1">',
      elements(values(phone)),
      '</config>',
      '</gs_provision>',
    ]),
};
