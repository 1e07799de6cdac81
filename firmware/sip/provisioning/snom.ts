import { hostPort, lampsOf, type Maker, type PhoneData, xmlFile, xmlText } from './device.ts';
import type { ChangeRule } from './zone.ts';

/** Name, number of the identity (null: of the telephone), value. */
type Setting = readonly [string, number | null, string | number];

/** The maker's names of zones that it has rules for itself; the others are told as an offset alone. */
const ZONES: Readonly<Record<string, string>> = {
  'Asia/Shanghai': 'CHN+8',
  'Asia/Tokyo': 'JPN+9',
  'Europe/Berlin': 'GER+1',
  'Europe/London': 'GBR-0',
  'Europe/Paris': 'FRA+1',
  'Europe/Rome': 'ITA+1',
  'America/New_York': 'USA-5',
  'America/Chicago': 'USA-6',
  'America/Denver': 'USA-7',
  'America/Los_Angeles': 'USA-8',
};

const two = (count: number): string => String(count).padStart(2, '0');
/** `03.05.07 02:00:00`: month, week (05 is the last), weekday (07 is Sunday), time. */
const change = ({ month, week, weekday, hour }: ChangeRule): string =>
  `${two(month)}.${two(week)}.${two(weekday === 0 ? 7 : weekday)} ${two(hour)}:00:00`;

function clock({ zone, timeServer }: PhoneData): Setting[] {
  const { name, offsetMinutes, summer } = zone;
  const known = ZONES[name];
  const rule =
    summer === null ? '' : `${summer.savedMinutes * 60} ${change(summer.begins)} ${change(summer.ends)}`;
  return [
    ['utc_offset', null, offsetMinutes * 60],
    ['dst', null, rule],
    ...(known === undefined ? [] : [['timezone', null, known] satisfies Setting]),
    ...(timeServer === null ? [] : [['ntp_server', null, timeServer] satisfies Setting]),
  ];
}

function settings(phone: PhoneData): Setting[] {
  const { server, srtp } = phone;
  const transport = server.transport.toLowerCase();
  const language = phone.language === 'zh-CN' ? '简体中文' : 'English';
  return [
    ['user_active', 1, 'on'],
    ['user_realname', 1, phone.name],
    ['user_idle_text', 1, phone.number],
    ['user_name', 1, phone.user],
    ['user_pname', 1, phone.user],
    ['user_pass', 1, phone.password],
    ['user_host', 1, server.host],
    ['user_outbound', 1, `${hostPort(server)};transport=${transport}`],
    ['user_expiry', 1, 600],
    // Whose waiting messages its lamp shows.
    ['user_mailbox', 1, phone.number],
    ['user_srtp', 1, srtp === 'never' ? 'off' : 'on'],
    ['user_savp', 1, { never: 'off', offered: 'optional', always: 'mandatory' }[srtp]],
    ['codec_priority_list', 1, [...phone.codecs, 'telephone-event'].join(',')],
    ['language', null, language],
    ['web_language', null, language],
    ...clock(phone),
    ['admin_mode_password', null, phone.adminPassword],
    ['http_user', null, 'admin'],
    ['http_pass', null, phone.adminPassword],
    ['webserver_admin_name', null, 'admin'],
    ['webserver_admin_password', null, phone.adminPassword],
    ['setting_server', null, phone.provisioningUrl],
  ];
}

const written = ([name, index, value]: Setting): string =>
  `<${name}${index === null ? '' : ` idx="${index}"`} perm="RW">${xmlText(String(value))}</${name}>`;

/**
 * Settings XML of the D7 and D8 series. Where the address names no file, a telephone asks for `snomD785.htm`, then for
 * `snomD785-000413A11FA7.htm` ("Auto Provisioning" in the maker's wiki); what is in it, not its name, says that it is XML.
 */
export const snom: Maker = {
  name: 'snom',
  owns: (file, mac) => {
    const found = /^(?:snom[0-9A-Za-z]{0,16}-)?([0-9A-Fa-f]{12})\.(?:htm|xml)$/.exec(file);
    return found?.[1]?.toLowerCase() === mac;
  },
  openings: [{ name: /^snom[0-9A-Za-z]{1,16}\.(?:htm|xml)$/, file: xmlFile(['<settings></settings>']) }],
  render: (phone) => {
    const { host } = phone.server;
    const at = host.includes(':') ? `[${host}]` : host;
    const pickup = phone.pickup === '' ? '' : `|${phone.pickup}`;
    return xmlFile([
      '<settings>',
      '<phone-settings>',
      ...settings(phone).map(written),
      '</phone-settings>',
      '<functionKeys>',
      ...lampsOf(phone).map(
        ({ number, name }, index) =>
          `<fkey idx="${index}" context="active" label="${xmlText(name)}" perm="RW">${xmlText(`blf <sip:${number}@${at}>${pickup}`)}</fkey>`,
      ),
      '</functionKeys>',
      '</settings>',
    ]);
  },
};
