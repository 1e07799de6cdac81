import { LAMPS_MAX, type Maker, type PhoneData, xmlText } from './device.ts';

const TRANSPORT = { UDP: 0, TCP: 1, TLS: 3 } as const;

type Section = readonly [string, string | number][];

const element = ([name, value]: readonly [string, string | number]): string =>
  `<${name}>${xmlText(String(value))}</${name}>`;

function line(phone: PhoneData): Section {
  const { server } = phone;
  return [
    ['PhoneNumber', phone.number],
    ['DisplayName', phone.name],
    ['RegisterAddr', server.host],
    ['RegisterPort', server.port],
    ['RegisterUser', phone.authUser],
    ['RegisterPswd', phone.password],
    ['RegisterTTL', 600],
    ['EnableReg', 1],
    ['Transport', TRANSPORT[server.transport]],
    ['RTPEncryption', phone.encryptedVoice ? 2 : 0],
    ['VoiceCodecMap', 'PCMA,PCMU,G722'],
    ['MWISubscribe', 1],
    ['MWINum', phone.voicemail],
    ['PickupNum', phone.pickup],
  ];
}

/** Function keys of the type "memory key", subtype busy lamp with pickup. */
const lampKeys = ({ lamps, pickup }: PhoneData): string[] =>
  lamps
    .slice(0, LAMPS_MAX)
    .map(
      ({ number, name }, index) =>
        `<Fkey index="${index + 2}">${element(['Type', 1])}${element(['Value', `${number}@1/ba${pickup}`])}${element(['Title', name])}</Fkey>`,
    );

/** XML configuration of the X and V series (`sysConf`). */
export const fanvil: Maker = {
  name: 'Fanvil',
  prefixes: ['0c383e', '000003'],
  fileName: (mac) => `${mac}.cfg`,
  render: (phone) => ({
    contentType: 'application/xml',
    text: [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<sysConf>',
      '<Version>2.0000000000</Version>',
      `<sip><line index="1">${line(phone).map(element).join('')}</line></sip>`,
      `<net><sntp>${element(['SNTPServer', phone.ntp])}${element(['TimeZone', phone.offsetMinutes / 15])}</sntp></net>`,
      `<phone>${element(['WebLanguage', phone.language === 'zh-CN' ? 'zh' : 'en'])}</phone>`,
      `<mmi><account index="1">${element(['Name', 'admin'])}${element(['Password', phone.adminPassword])}${element(['Level', 10])}</account></mmi>`,
      `<dsskey><internal index="1">${lampKeys(phone).join('')}</internal></dsskey>`,
      `<ap>${element(['FlashServerIP', phone.provisioningUrl])}${element(['FlashProtocol', 5])}</ap>`,
      '</sysConf>',
      '',
    ].join('\n'),
  }),
};
