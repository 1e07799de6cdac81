import { type Field, lampsOf, type Maker, type PhoneData, plainValue } from './device.ts';
import { type ChangeRule, signedHours } from './zone.ts';

const TRANSPORT = { UDP: 0, TCP: 1, TLS: 2 } as const;
const SRTP = { never: 0, offered: 1, always: 2 } as const;
const CODECS = ['pcma', 'pcmu', 'g722', 'opus', 'g729'] as const;
const LANGUAGE = { 'zh-CN': 'Chinese_S', en: 'English' } as const;

/** `3/5/7/2`: month, week, weekday (7 is Sunday), hour. */
const change = ({ month, week, weekday, hour }: ChangeRule): string =>
  `${month}/${week}/${weekday === 0 ? 7 : weekday}/${hour}`;

function clock({ zone, timeServer }: PhoneData): Field[] {
  const { summer } = zone;
  return [
    ['local_time.time_zone', signedHours(zone.offsetMinutes)],
    ['local_time.summer_time', summer === null ? 0 : 1],
    ...(summer === null
      ? []
      : ([
          ['local_time.dst_time_type', 1],
          ['local_time.start_time', change(summer.begins)],
          ['local_time.end_time', change(summer.ends)],
          ['local_time.offset_time', summer.savedMinutes],
        ] satisfies Field[])),
    ...(timeServer === null ? [] : [['local_time.ntp_server1', timeServer] satisfies Field]),
  ];
}

const codecs = (phone: PhoneData): Field[] =>
  CODECS.flatMap((codec): Field[] => {
    const at = (phone.codecs as readonly string[]).indexOf(codec);
    const name = `account.1.codec.${codec}`;
    return at < 0
      ? [[`${name}.enable`, 0]]
      : [
          [`${name}.enable`, 1],
          [`${name}.priority`, at + 1],
        ];
  });

/**
 * Do-not-disturb and forwarding are the exchange's, which the keys tell and which tells the keys (`as-feature-event`);
 * nothing is done in the telephone besides. The first name is that of firmware before V81.
 */
const KEYS: readonly Field[] = [
  ['bw.feature_key_sync', 1],
  ['features.feature_key_sync.enable', 1],
  ...(['dnd', 'forward'] as const).flatMap((feature): Field[] => [
    [`features.${feature}.feature_key_sync.enable`, 1],
    [`features.${feature}.feature_key_sync.local_processing.enable`, 0],
  ]),
];

function lines(phone: PhoneData): Field[] {
  const { server, language } = phone;
  return [
    ['account.1.enable', 1],
    ['account.1.label', phone.number],
    ['account.1.display_name', phone.name],
    ['account.1.user_name', phone.user],
    ['account.1.auth_name', phone.user],
    ['account.1.password', phone.password],
    ['account.1.sip_server.1.address', server.host],
    ['account.1.sip_server.1.port', server.port],
    ['account.1.sip_server.1.transport_type', TRANSPORT[server.transport]],
    ['account.1.sip_server.1.expires', 600],
    ['account.1.srtp_encryption', SRTP[phone.srtp]],
    ['account.1.subscribe_mwi', 1],
    ['account.1.subscribe_mwi_to_vm', 0],
    ...codecs(phone),
    ...KEYS,
    ['lang.gui', LANGUAGE[language]],
    ['lang.wui', LANGUAGE[language]],
    ...clock(phone),
    ['static.security.user_password', `admin:${phone.adminPassword}`],
    ['static.auto_provision.server.url', phone.provisioningUrl],
    // A telephone that is told to look again does so without starting anew, and in no call.
    ['sip.notify_reboot_enable', 0],
    ...lampsOf(phone).flatMap(({ number, name }, index): Field[] => [
      [`linekey.${index + 2}.type`, 16],
      [`linekey.${index + 2}.line`, 1],
      [`linekey.${index + 2}.value`, number],
      [`linekey.${index + 2}.label`, name],
      [`linekey.${index + 2}.extension`, phone.pickup],
    ]),
  ];
}

/** Must be the first line of each file. */
const HEAD = '#!version:1.0.0.1\n';

/**
 * Auto-provisioning files of the T3, T4, T5 and W series (administrator's guides of V81 to V86). Without a boot file a
 * telephone asks for the file of its model, then for its own.
 */
export const yealink: Maker = {
  name: 'yealink',
  owns: (file, mac) => file.toLowerCase() === `${mac}.cfg`,
  openings: [{ name: /^y[0-9]{12}\.cfg$/, file: { contentType: 'text/plain', text: HEAD } }],
  render: (phone) => ({
    contentType: 'text/plain',
    text: `${HEAD}${lines(phone)
      .map(([name, value]) => `${name} = ${plainValue(String(value))}\n`)
      .join('')}`,
  }),
};
