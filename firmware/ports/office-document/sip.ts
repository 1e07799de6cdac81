import { Type } from 'typebox';
import { RTP_PORTS, SIP_PORTS } from './usual-ports.ts';
import {
  ByMode,
  Count,
  Digits,
  DigitsOrNone,
  Id,
  LIST_MAX,
  Name,
  OneOf,
  Pattern,
  PORTS_MAX,
  Seconds,
  strict,
  Yes,
} from './words.ts';

/** In place of a secret, wherever the document is shown. Given back, it stands for the one that is there. */
export const SECRET_MASK = '********';

/** Whose telephones can fetch their settings. */
export const MAKER_NAMES = ['yealink', 'grandstream', 'fanvil', 'snom'] as const;
/** The most that any of the makers has keys for without side cars. */
export const LAMP_KEYS_MAX = 40;

/** `writeOnly` (JSON Schema §9.4): taken, and never given back. */
const Secret = (words: { readonly description: string }) =>
  Type.String({ ...words, minLength: 8, maxLength: 128, pattern: '^[ -~]*$', writeOnly: true });
const User = (words: { readonly description: string }) =>
  Type.String({ ...words, pattern: "^[0-9A-Za-z_.!~*'()+-]{1,64}$" });
/** Name or address of a computer. */
const Host = (words: { readonly description: string; readonly default?: string }) =>
  Type.String({ ...words, pattern: '^[0-9A-Za-z.:-]{1,253}$' });
const FilePath = (words: { readonly description: string }) =>
  Type.String({ ...words, minLength: 1, maxLength: 200 });

const codecs = Type.Optional(
  Type.Array(OneOf(['pcma', 'pcmu', 'g722', 'opus'], { description: 'One codec.' }), {
    minItems: 1,
    maxItems: 4,
    description: 'Codecs of its voice, the most wanted first.',
    default: ['pcma', 'pcmu', 'g722', 'opus'],
  }),
);
const srtp = Type.Optional(
  OneOf(['never', 'offered', 'always'], {
    description: 'Encrypted voice: never, when the other side wants it, or no call without it.',
    default: 'never',
  }),
);

export const SipListenSchema = Type.Object(
  {
    transport: OneOf(['udp', 'tcp', 'tls'], { description: 'How SIP is carried.' }),
    address: Type.Optional(
      Host({ description: 'Address of this box; 0.0.0.0 or :: for all of them.', default: '0.0.0.0' }),
    ),
    port: Type.Optional(
      Count(1, 65_535, { description: `Left out: ${SIP_PORTS.udp}, for TLS ${SIP_PORTS.tls}.` }),
    ),
  },
  { ...strict, description: 'Where SIP is heard.' },
);

export const SipDeviceSchema = Type.Object(
  {
    extension: Digits({ description: 'Number of the extension whose telephone it is.' }),
    user: Type.Optional(User({ description: 'User name that it registers with; else the number.' })),
    secret: Type.Optional(Secret({ description: 'Its password, 8 characters or more.' })),
    ha1: Type.Optional(
      Type.String({
        pattern: '^([0-9a-f]{32}|\\*{8})$',
        writeOnly: true,
        description: 'MD5 of user:realm:password in place of the password (RFC 7616).',
      }),
    ),
    digest: Type.Optional(
      OneOf(['any', 'md5'], {
        description: 'How it proves its password; old telephones and test tools know nothing but MD5.',
        default: 'any',
      }),
    ),
    calls: Type.Optional(Count(1, 8, { description: 'Calls that it may have at once.', default: 2 })),
    codecs,
    srtp,
    tlsOnly: Type.Optional(Yes({ description: 'It may register over TLS alone.', default: false })),
    ringing: Type.Optional(
      OneOf(['bellcore', 'named', 'plain'], {
        description:
          'How it is told whether a call comes from inside, outside or an operator, or wakes: by patterns (Bellcore), by words, or not at all. Left out: as its maker knows it.',
      }),
    ),
    mac: Type.Optional(
      Type.String({
        pattern: '^[0-9A-Fa-f]{2}([-:. ]?[0-9A-Fa-f]{2}){5}$',
        description:
          'Address on its label (MAC), in any spelling; with it the telephone can fetch its settings.',
      }),
    ),
    maker: Type.Optional(
      OneOf(MAKER_NAMES, { description: 'Who made it; left out: as its MAC address tells.' }),
    ),
    provisioningSecret: Type.Optional(
      Type.String({
        pattern: '^([0-9A-Za-z]{20,60}|\\*{8})$',
        writeOnly: true,
        description: 'Part of the address that it fetches its settings from. The exchange makes it.',
      }),
    ),
    lampKeys: Type.Optional(
      Type.Array(Digits({ description: 'Number of an extension.' }), {
        maxItems: LAMP_KEYS_MAX,
        description: 'Extensions whose lamps its keys show, in order.',
        default: [],
      }),
    ),
  },
  { ...strict, description: 'A SIP telephone.' },
);

export const SipDidSchema = Type.Object(
  {
    pattern: Pattern({
      description: 'Numbers that are called from outside, digits as the carrier writes them; X is any digit.',
    }),
    ringIn: Type.Optional(
      DigitsOrNone({
        description: 'Extension or group that rings for them; else lastDigits say it.',
        default: '',
      }),
    ),
    lastDigits: Type.Optional(
      Count(1, 10, { description: 'So many last digits of the called number are the extension.' }),
    ),
    ringInByMode: Type.Optional(
      ByMode({ description: 'Who rings instead in some modes, such as at night.', default: {} }),
    ),
  },
  { ...strict, description: 'Direct dialling in: whom a called number is for.' },
);

export const SipTrunkSchema = Type.Object(
  {
    id: Id({ description: 'Its name in this document; letters, digits, - and _.' }),
    name: Type.Optional(Name({ description: 'Shown on the page and in records; else its id.' })),
    group: Id({ description: 'The trunk group that its calls belong to.' }),
    domain: Host({ description: 'Domain of the account, or address of the other side.' }),
    registers: Type.Optional(
      Yes({
        description: 'We register with user and password; off: the other side knows our address.',
        default: true,
      }),
    ),
    user: Type.Optional(User({ description: 'User of the account; mostly its number.' })),
    authUser: Type.Optional(User({ description: 'User name of the proof, where it is another one.' })),
    secret: Type.Optional(Secret({ description: 'Password of the account.' })),
    proxy: Type.Optional(Host({ description: 'Where to go instead of the domain.' })),
    port: Type.Optional(
      Count(1, 65_535, { description: 'Port there; left out: as DNS says, else the usual one.' }),
    ),
    transport: Type.Optional(
      OneOf(['auto', 'udp', 'tcp', 'tls'], {
        description: 'How SIP is carried; auto: as DNS says.',
        default: 'auto',
      }),
    ),
    expiresSeconds: Type.Optional(
      Seconds(60, 3_600, { description: 'How long a registration shall hold.', default: 600 }),
    ),
    watch: Type.Optional(
      Yes({
        description: 'Its servers are asked now and then whether they are there (OPTIONS).',
        default: true,
      }),
    ),
    callerHeader: Type.Optional(
      OneOf(['from', 'pai', 'rpid'], {
        description: 'Header in which the carrier wants to be told who calls.',
        default: 'pai',
      }),
    ),
    callerForm: Type.Optional(
      OneOf(['own', 'plus', 'digits', 'dialled'], {
        description:
          'How the number of a caller is written who is forwarded out again (`present: caller` of a route): with + and country code, the same digits without +, or as it is dialled here. own: with + where the trunk’s own number (user, else number) has one, else as it is dialled here.',
        default: 'own',
      }),
    ),
    diversion: Type.Optional(
      OneOf(['none', 'diversion', 'history-info'], {
        description:
          'Header in which the carrier is told who of us has sent a call on (RFC 5806, RFC 7044). Many carriers take a forwarded call with its caller’s number only with it, and bill whom it names; others pass it by.',
        default: 'diversion',
      }),
    ),
    calls: Type.Optional(Count(1, 60, { description: 'Calls over it at once.', default: 4 })),
    codecs,
    srtp,
    number: Type.Optional(
      DigitsOrNone({ description: 'Its number in the public network, for records.', default: '' }),
    ),
    ringIn: Type.Optional(
      DigitsOrNone({ description: 'Extension or group that rings for calls from outside.', default: '' }),
    ),
    ringInByMode: Type.Optional(
      ByMode({ description: 'Who rings instead in some modes, such as at night.', default: {} }),
    ),
    did: Type.Optional(
      Type.Array(SipDidSchema, {
        maxItems: LIST_MAX,
        description: 'Direct dialling in; the most specific pattern counts, and ringIn where none fits.',
        default: [],
      }),
    ),
    entity: Type.Optional(Id({ description: 'The tenant that it belongs to.', default: 'main' })),
    secondDialling: Type.Optional(
      Yes({
        description: 'A voice asks the caller for an extension; who dials nothing gets ringIn.',
        default: false,
      }),
    ),
  },
  { ...strict, description: 'A way to the public network over SIP.' },
);

const Network = Type.String({
  pattern: '^[0-9a-fA-F.:]{2,45}(/[0-9]{1,3})?$',
  description: 'A network such as 192.168.0.0/16, or one address.',
});

export const SipSchema = Type.Object(
  {
    listen: Type.Optional(
      Type.Array(SipListenSchema, {
        minItems: 1,
        maxItems: 16,
        description: 'Where SIP is heard. Left out: port 5060 of all addresses, UDP and TCP.',
      }),
    ),
    certificate: Type.Optional(
      FilePath({ description: 'File with our certificate for TLS, PEM, whole chain.' }),
    ),
    key: Type.Optional(FilePath({ description: 'File with its private key, PEM.' })),
    authorities: Type.Optional(
      FilePath({
        description: "File with authorities (PEM) that carriers' certificates may come from as well.",
      }),
    ),
    realm: Type.Optional(
      Type.String({
        pattern: '^[0-9A-Za-z._-]{1,64}$',
        description: 'Where passwords are valid; ha1 are made with it.',
        default: 'tipring',
      }),
    ),
    publicAddress: Type.Optional(
      Host({ description: 'Address by which the Internet reaches us, when a router stands in between.' }),
    ),
    rtp: Type.Optional(
      Type.Object(
        {
          portFirst: Type.Optional(
            Count(1_024, 65_534, { description: 'First UDP port.', default: RTP_PORTS.first }),
          ),
          portLast: Type.Optional(
            Count(1_025, 65_535, {
              description: 'Last UDP port; each voice takes two.',
              default: RTP_PORTS.last,
            }),
          ),
          address: Type.Optional(
            Host({
              description: 'Address of this box that voice is received at; 0.0.0.0 for all.',
              default: '0.0.0.0',
            }),
          ),
        },
        { ...strict, description: 'UDP ports of voices. In force with the next start.' },
      ),
    ),
    devices: Type.Optional(
      Type.Array(SipDeviceSchema, { maxItems: PORTS_MAX, description: 'The SIP telephones.', default: [] }),
    ),
    trunks: Type.Optional(
      Type.Array(SipTrunkSchema, { maxItems: 32, description: 'Ways to the public network.', default: [] }),
    ),
    defence: Type.Optional(
      Type.Object(
        {
          trusted: Type.Optional(
            Type.Array(Network, {
              maxItems: 50,
              description: 'Never banned. Left out: the private networks.',
            }),
          ),
          failures: Type.Optional(
            Count(2, 100, { description: 'So many failures are one too many.', default: 5 }),
          ),
          withinSeconds: Type.Optional(
            Seconds(10, 86_400, { description: 'Failures within this time count.', default: 600 }),
          ),
          banSeconds: Type.Optional(
            Seconds(10, 86_400, {
              description: 'The first ban; each further one lasts twice as long.',
              default: 3_600,
            }),
          ),
        },
        { ...strict, description: 'Who fails too often is not listened to for a while.' },
      ),
    ),
    timeServer: Type.Optional(
      Host({
        description: 'Time server (NTP) for telephones that fetch their settings; left out: their own.',
      }),
    ),
  },
  { ...strict, description: 'SIP telephones and SIP trunks. Without devices and trunks nothing is heard.' },
);
