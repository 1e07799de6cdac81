import { LAMPS_MAX, type Maker, type PhoneData, plainValue } from './device.ts';

const TRANSPORT = { UDP: 0, TCP: 1, TLS: 2 } as const;

function lines(phone: PhoneData): (readonly [string, string | number])[] {
  const { server, lamps, language } = phone;
  const hours = phone.offsetMinutes / 60;
  return [
    ['account.1.enable', 1],
    ['account.1.label', phone.number],
    ['account.1.display_name', phone.name],
    ['account.1.user_name', phone.number],
    ['account.1.auth_name', phone.authUser],
    ['account.1.password', phone.password],
    ['account.1.sip_server.1.address', server.host],
    ['account.1.sip_server.1.port', server.port],
    ['account.1.sip_server.1.transport_type', TRANSPORT[server.transport]],
    ['account.1.sip_server.1.expires', 600],
    ['account.1.srtp_encryption', phone.encryptedVoice ? 2 : 0],
    ['account.1.subscribe_mwi', 1],
    ['account.1.subscribe_mwi_to_vm', 0],
    ['voice_mail.number.1', phone.voicemail],
    ['account.1.codec.pcma.enable', 1],
    ['account.1.codec.pcma.priority', 1],
    ['account.1.codec.pcmu.enable', 1],
    ['account.1.codec.pcmu.priority', 2],
    ['account.1.codec.g722.enable', 1],
    ['account.1.codec.g722.priority', 3],
    ['account.1.codec.g729.enable', 0],
    ['lang.gui', language === 'zh-CN' ? 'Chinese_S' : 'English'],
    ['local_time.time_zone', `${hours < 0 ? '' : '+'}${hours}`],
    ['local_time.ntp_server1', phone.ntp],
    ['static.security.user_password', `admin:${phone.adminPassword}`],
    ['static.auto_provision.server.url', phone.provisioningUrl],
    ...lamps.slice(0, LAMPS_MAX).flatMap(({ number, name }, index): [string, string | number][] => [
      [`linekey.${index + 2}.type`, 16],
      [`linekey.${index + 2}.line`, 1],
      [`linekey.${index + 2}.value`, number],
      [`linekey.${index + 2}.label`, name],
      [`linekey.${index + 2}.extension`, phone.pickup],
    ]),
  ];
}

/** Auto-provisioning file of the T3, T4, T5 and W series (administrator's guide of V86). */
export const yealink: Maker = {
  name: 'Yealink',
  prefixes: ['001565', '805ec0', '805e0c', '249ad8', 'c4fc22', '44dbd2'],
  fileName: (mac) => `${mac}.cfg`,
  render: (phone) => ({
    contentType: 'text/plain',
    text: `#!version:1.0.0.1\n${lines(phone)
      .map(([name, value]) => `${name} = ${plainValue(String(value))}\n`)
      .join('')}`,
  }),
};
