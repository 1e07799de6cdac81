/** Desk telephones that fetch their settings by themselves. */
import { type Static, Type } from 'typebox';
import { DialNumber, EpochMs, Nullable, strict, Words } from './common.ts';

export const ProvisionedPhoneSchema = Type.Object(
  {
    extension: Type.String(),
    name: Type.String(),
    mac: Type.String({ description: '12 hexadecimal digits' }),
    maker: Words(['yealink', 'grandstream', 'fanvil', 'snom']),
    ready: Type.Boolean({ description: 'it has a secret; without one it can fetch nothing' }),
    last: Nullable(
      Type.Object(
        {
          epochMs: EpochMs,
          from: Type.String({ description: 'network address' }),
          file: Type.String({ description: 'name, without the secret' }),
        },
        strict,
      ),
    ),
    current: Nullable(
      Type.Boolean({ description: 'it has fetched what it would be given now; null: nothing yet' }),
    ),
    contacts: Type.Integer({ description: 'registered, so that they can be asked to fetch anew' }),
  },
  { ...strict, title: 'ProvisionedPhone' },
);
export const ProvisioningSchema = Type.Object(
  {
    secure: Type.Boolean({ description: 'pages are served over TLS; otherwise nothing is handed out' }),
    phones: Type.Array(ProvisionedPhoneSchema, { description: 'SIP telephones with a MAC address' }),
    refused: Type.Integer({ description: 'askings with a secret that is none, since the start' }),
  },
  { ...strict, title: 'Provisioning', description: 'Telephones that fetch their settings.' },
);
export const ProvisioningAccessSchema = Type.Object(
  {
    path: Type.String({ description: 'after the address of this exchange: /provision/<secret>/' }),
    adminPassword: Type.String({ description: "of the user admin of the telephone's own page" }),
  },
  { ...strict, title: 'ProvisioningAccess', description: 'What is typed into the telephone. Secret.' },
);
export const AskedAgainSchema = Type.Object(
  { contacts: Type.Integer({ description: 'telephones that were asked' }) },
  { ...strict, title: 'AskedAgain' },
);
export const ProvisioningParamsSchema = Type.Object({ extension: DialNumber }, strict);

export type ProvisioningStatus = Static<typeof ProvisioningSchema>;
export type ProvisionedPhone = Static<typeof ProvisionedPhoneSchema>;
export type ProvisioningAccess = Static<typeof ProvisioningAccessSchema>;
