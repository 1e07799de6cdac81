import { LAMPS_MAX, type Maker, type PhoneData, xmlText } from './device.ts';

const TRANSPORT = { UDP: 0, TCP: 1, TLS: 2 } as const;

/** Names are the P-values of Grandstream's configuration templates for GXP and GRP. */
function values(phone: PhoneData): (readonly [string, string | number])[] {
  const { server } = phone;
  return [
    ['P271', 1],
    ['P47', `${server.host}:${server.port}`],
    ['P35', phone.number],
    ['P36', phone.authUser],
    ['P34', phone.password],
    ['P3', phone.name],
    ['P270', phone.number],
    ['P130', TRANSPORT[server.transport]],
    ['P32', 10],
    ['P183', phone.encryptedVoice ? 2 : 0],
    ['P99', 1],
    ['P33', phone.voicemail],
    ['P57', 8],
    ['P58', 0],
    ['P59', 9],
    ['P30', phone.ntp],
    ['P64', phone.timeZone],
    ['P1362', phone.language === 'zh-CN' ? 'zh' : 'en'],
    ['P2', phone.adminPassword],
    ['P237', phone.provisioningUrl],
    ['P212', 2],
    ...phone.lamps.slice(0, LAMPS_MAX).flatMap(({ number, name }, index): [string, string | number][] => [
      [`P${23_000 + 5 * index}`, 11],
      [`P${23_001 + 5 * index}`, 0],
      [`P${23_002 + 5 * index}`, name],
      [`P${23_003 + 5 * index}`, number],
    ]),
    ['P1347', phone.pickup],
  ];
}

export const grandstream: Maker = {
  name: 'Grandstream',
  prefixes: ['000b82', 'c074ad', 'ec74d7'],
  fileName: (mac) => `cfg${mac}.xml`,
  render: (phone) => ({
    contentType: 'application/xml',
    text: [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<gs_provision version="1">',
      '<config version="1">',
      ...values(phone).map(([name, value]) => `<${name}>${xmlText(String(value))}</${name}>`),
      '</config>',
      '</gs_provision>',
      '',
    ].join('\n'),
  }),
};
