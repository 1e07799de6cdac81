import { LAMPS_MAX, type Maker, type PhoneData, xmlText } from './device.ts';

type Setting = readonly [string, number | null, string | number];

function settings(phone: PhoneData): Setting[] {
  const { server } = phone;
  const transport = server.transport.toLowerCase();
  return [
    ['user_active', 1, 'on'],
    ['user_realname', 1, phone.name],
    ['user_idle_text', 1, phone.number],
    ['user_name', 1, phone.number],
    ['user_pname', 1, phone.authUser],
    ['user_pass', 1, phone.password],
    ['user_host', 1, server.host],
    ['user_outbound', 1, `${server.host}:${server.port};transport=${transport}`],
    ['user_expiry', 1, 600],
    ['user_mailbox', 1, phone.voicemail],
    ['user_srtp', 1, phone.encryptedVoice ? 'on' : 'off'],
    ['user_savp', 1, phone.encryptedVoice ? 'mandatory' : 'off'],
    ['codec_priority_list', 1, 'pcma,pcmu,g722,telephone-event'],
    ['language', null, phone.language === 'zh-CN' ? '简体中文' : 'English'],
    ['ntp_server', null, phone.ntp],
    ['utc_offset', null, phone.offsetMinutes * 60],
    ['admin_mode_password', null, phone.adminPassword],
    ['http_user', null, 'admin'],
    ['http_pass', null, phone.adminPassword],
    ['setting_server', null, phone.provisioningUrl],
    ['user_dp_exp', 1, ''],
  ];
}

const written = ([name, index, value]: Setting): string =>
  `<${name}${index === null ? '' : ` idx="${index}"`} perm="RW">${xmlText(String(value))}</${name}>`;

/** Settings XML of the D7 and D8 series. */
export const snom: Maker = {
  name: 'Snom',
  prefixes: ['000413'],
  fileName: (mac) => `snom-${mac}.xml`,
  render: (phone) => ({
    contentType: 'application/xml',
    text: [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<settings>',
      '<phone-settings>',
      ...settings(phone).map(written),
      '</phone-settings>',
      '<functionKeys>',
      ...phone.lamps
        .slice(0, LAMPS_MAX)
        .map(
          ({ number, name }, index) =>
            `<fkey idx="${index}" context="1" label="${xmlText(name)}" perm="RW">blf &lt;sip:${xmlText(number)}@${xmlText(phone.server.host)}&gt;|${xmlText(phone.pickup)}</fkey>`,
        ),
      '</functionKeys>',
      '</settings>',
      '',
    ].join('\n'),
  }),
};
