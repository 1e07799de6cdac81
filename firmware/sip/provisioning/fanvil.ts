import { elements, type Field, lampsOf, type Maker, type PhoneData, xmlFile } from './device.ts';
import { type ChangeRule, signedHours } from './zone.ts';

const TRANSPORT = { UDP: 0, TCP: 1, TLS: 3 } as const;
const SRTP = { never: 0, offered: 1, always: 2 } as const;
const CODEC = { pcma: 'PCMA', pcmu: 'PCMU', g722: 'G722', opus: 'opus' } as const;
const PROTOCOL = { http: 4, https: 5 } as const;
const MEMORY_KEY = 1;

function line(phone: PhoneData): Field[] {
  const { server } = phone;
  return [
    ['PhoneNumber', phone.user],
    ['DisplayName', phone.name],
    ['RegisterAddr', server.host],
    ['RegisterPort', server.port],
    ['RegisterUser', phone.user],
    ['RegisterPswd', phone.password],
    ['RegisterTTL', 600],
    ['EnableReg', 1],
    ['Transport', TRANSPORT[server.transport]],
    ['MediaCrypto', SRTP[phone.srtp]],
    ['VoiceCodecMap', phone.codecs.map((codec) => CODEC[codec]).join(',')],
    ['Subscribe', 1],
    // Keys for do-not-disturb and forwarding are in step with the exchange (`as-feature-event`).
    ['FeatureSync', 1],
    ['PickupNum', phone.pickup],
  ];
}

const change = (place: 'Start' | 'End', { month, week, weekday, hour }: ChangeRule): Field[] => [
  [`DST${place}Mon`, month],
  [`DST${place}Hour`, hour],
  [`DST${place}Wday`, weekday],
  [`DST${place}Week`, week === 5 ? -1 : week],
];

function clock({ zone, timeServer }: PhoneData): Field[] {
  const { offsetMinutes, summer } = zone;
  return [
    ['EnableSNTP', 1],
    ...(timeServer === null ? [] : [['SNTPServer', timeServer] satisfies Field]),
    // Quarters of an hour.
    ['TimeZone', offsetMinutes / 15],
    ['TimeZoneName', `UTC${signedHours(offsetMinutes)}`],
    ...(summer === null
      ? ([['EnableDST', 0]] satisfies Field[])
      : ([
          ['EnableDST', 2],
          ['DSTFixedType', 2],
          ['DSTMinOffset', summer.savedMinutes],
          ...change('Start', summer.begins),
          ...change('End', summer.ends),
        ] satisfies Field[])),
  ];
}

/** Function keys of the type "memory key", subtype busy lamp with pickup: `802@1/ba**802`. */
const lampKeys = (phone: PhoneData): string[] =>
  lampsOf(phone).map(({ number, name }, index) => {
    const pickup = phone.pickup === '' ? '' : `${phone.pickup}${number}`;
    const fields: Field[] = [
      ['Type', MEMORY_KEY],
      ['Value', `${number}@1/ba${pickup}`],
      ['Title', name],
    ];
    return `<Fkey index="${index + 1}">\n${elements(fields)}\n</Fkey>`;
  });

/** XML configuration of the X and V series (`sysConf`, firmware 2.x). */
export const fanvil: Maker = {
  name: 'fanvil',
  owns: (file, mac) => file.toLowerCase() === `${mac}.cfg`,
  openings: [],
  render: (phone) => {
    const { provisioningUrl } = phone;
    const again: Field[] = [
      ['DownloadDeviceConf', 1],
      ['FlashServerIP', provisioningUrl],
      ['FlashFileName', '$mac.cfg'],
      ['FlashProtocol', PROTOCOL[provisioningUrl.startsWith('https:') ? 'https' : 'http']],
      // After each start.
      ['FlashMode', 1],
    ];
    const account: Field[] = [
      ['Name', 'admin'],
      ['Password', phone.adminPassword],
      ['Level', 10],
    ];
    return xmlFile([
      '<sysConf>',
      '<Version>2.0000000000</Version>',
      // Told to look again, it does so without starting anew.
      `<sip>\n<NotifyReboot>0</NotifyReboot>\n<line index="1">\n${elements(line(phone))}\n</line>\n</sip>`,
      `<phone>\n<display>\n${elements([['DefaultLanguage', phone.language === 'zh-CN' ? 'cn' : 'en']])}\n</display>`,
      `<date>\n${elements(clock(phone))}\n</date>\n</phone>`,
      `<web>\n<account index="1">\n${elements(account)}\n</account>\n</web>`,
      ['<dsskey>', '<internal index="1">', ...lampKeys(phone), '</internal>', '</dsskey>'].join('\n'),
      `<ap>\n${elements(again)}\n</ap>`,
      '</sysConf>',
    ]);
  },
};
