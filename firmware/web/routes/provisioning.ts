/** Telephones that fetch their settings: who has, the address to type in, a new secret, and "fetch them anew". */
import type { Provisioning } from '#ports/provisioning.ts';
import {
  AskedAgainSchema,
  ProvisioningAccessSchema,
  ProvisioningParamsSchema,
  ProvisioningSchema,
} from '../protocol/provisioning.ts';
import { newProvisioningSecret } from '../provisioning/secret.ts';
import { TECHNICIANS } from '../routing/policy.ts';
import { conflict, failed, notFound, notRunning, Refused, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

const common = { subject: 'sip', policy: TECHNICIANS } as const;
const params = ProvisioningParamsSchema;

type AskedOfOne = Asked<{ readonly extension: string }, unknown, unknown>;

const unknownPhone = (extension: string): Refused =>
  notFound(extension, 'no telephone of this extension has a MAC address', 'write it into the office');

/** Writes down who did it; what it was about, never the secret. */
const audit = ({ parts, who, from, params: { extension } }: AskedOfOne, action: string): void =>
  parts.audit({ who: who.name, from, action, target: extension });

function found(asked: AskedOfOne): Provisioning | Refused {
  const { provisioning } = asked.parts;
  if (provisioning === null) return notRunning('SIP');
  const { extension } = asked.params;
  const known = provisioning.view().phones.some((phone) => phone.extension === extension);
  return known ? provisioning : unknownPhone(extension);
}

const status = route({
  ...common,
  method: 'GET',
  path: '/api/sip/provisioning',
  operation: 'provisioning',
  summary: 'Telephones that fetch their settings, and when they last did',
  answer: ProvisioningSchema,
  refusals: { 503: 'error' },
  handle: ({ parts: { provisioning, benchUrl }, request }) =>
    provisioning === null
      ? notRunning('SIP')
      : { ...provisioning.view(), secure: request.protocol === 'https' || benchUrl !== null },
});

/** POST: it is shown to whoever asks for it, and the audit says who did. */
const access = route({
  ...common,
  method: 'POST',
  path: '/api/sip/provisioning/:extension/address',
  operation: 'showProvisioningAddress',
  summary: 'The address that is typed into the telephone, with its secret',
  params,
  answer: ProvisioningAccessSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: (asked) => {
    const provisioning = found(asked);
    if (provisioning instanceof Refused) return provisioning;
    const shown = provisioning.accessOf(asked.params.extension);
    if (shown === null)
      return notFound(asked.params.extension, 'this telephone has no secret yet', 'make one');
    audit(asked, 'sip.provisioning.show');
    return shown;
  },
});

/** Puts the secret into the office as a version of its own, which can be rolled back like any other. */
async function renew(asked: AskedOfOne): Promise<ReturnType<Provisioning['accessOf']> | Refused> {
  const provisioning = found(asked);
  if (provisioning instanceof Refused) return provisioning;
  const { configuration } = asked.parts;
  if (configuration === null) return notRunning('configuration');
  const { extension } = asked.params;
  const { version, document } = configuration.current();
  // A version that waits to be confirmed would be confirmed by the next one.
  if (version.confirmByEpochMs !== null)
    return conflict('office', 'a version still waits to be confirmed', 'confirm it, or let it go back');
  const devices = (document as { sip?: { devices?: { extension: string }[] } }).sip?.devices ?? [];
  const index = devices.findIndex((device) => device.extension === extension);
  if (index < 0) return unknownPhone(extension);
  const path = ['sip', 'devices', index, 'provisioningSecret'];
  const answer = await configuration.commit(
    { base: version.version, edits: [{ op: 'set', path, value: newProvisioningSecret() }] },
    { author: asked.who.name, reason: `new secret for the settings of ${extension}` },
  );
  if (answer.ok) return provisioning.accessOf(extension);
  if (answer.why === 'conflict') return conflict('office', 'somebody has just changed it', 'try again');
  if (answer.why === 'findings')
    return unusable('office', answer.findings[0]?.what ?? 'it has errors', 'correct the office first');
  const what = 'the office could not be written';
  return failed({ code: 'TR-WEB-503', where: 'office', what, todo: 'look at the alarms' });
}

const secret = route({
  ...common,
  method: 'POST',
  path: '/api/sip/provisioning/:extension/secret',
  operation: 'renewProvisioningSecret',
  summary: 'Makes a new secret for the telephone: the old address is worth nothing from now on',
  params,
  answer: ProvisioningAccessSchema,
  refusals: { 404: 'error', 409: 'error', 422: 'error', 503: 'error' },
  handle: async (asked) => {
    const made = await renew(asked);
    if (made instanceof Refused) return made;
    if (made === null) return unknownPhone(asked.params.extension);
    audit(asked, 'sip.provisioning.secret');
    return made;
  },
});

const again = route({
  ...common,
  method: 'POST',
  path: '/api/sip/provisioning/:extension/set-up-again',
  operation: 'setUpTelephoneAgain',
  summary: 'Asks the registered telephones of the extension to fetch their settings anew',
  params,
  answer: AskedAgainSchema,
  refusals: { 404: 'error', 409: 'error', 503: 'error' },
  handle: (asked) => {
    const provisioning = found(asked);
    if (provisioning instanceof Refused) return provisioning;
    const contacts = provisioning.setUpAgain(asked.params.extension);
    if (contacts === 0)
      return conflict(asked.params.extension, 'it is not registered', 'start the telephone anew');
    audit(asked, 'sip.provisioning.again');
    return { contacts };
  },
});

export const PROVISIONING_ROUTES: readonly Route[] = [status, access, secret, again];
