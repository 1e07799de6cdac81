/** Part of the composition root: the settings of desk telephones, made of the office and of where SIP is heard. */
import { systemWallClock } from '#adapters/clock.ts';
import { systemHash } from '#adapters/sip/chance.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { FetchLog, Provisioning } from '#ports/provisioning.ts';
import type { SipTelephones } from '#ports/sip-status.ts';
import type { OfficeConfiguration } from '#runtime/office/configuration.ts';
import { localTimeOf } from '#runtime/office/local-time.ts';
import { PhoneProvisioning } from '#sip/provisioning/provisioning.ts';
import { phoneZone } from '#sip/provisioning/zone.ts';

/** Of a document that names none: as the machine has it. */
const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function openProvisioning(
  configuration: OfficeConfiguration,
  sip: SipTelephones,
  fetches: FetchLog,
): Provisioning {
  const document = (): OfficeDocument => configuration.current().document as OfficeDocument;
  return new PhoneProvisioning({
    document,
    codes: () => configuration.featureCodes(),
    zone: () => {
      const now = systemWallClock.epochMs();
      const name = document().timeZone ?? machineZone();
      return phoneZone(name, localTimeOf(name, now), now);
    },
    ...{ listeners: sip.listeners, checkSync: sip.checkSync, contacts: sip.contacts },
    guard: { isBanned: sip.isBanned, guessed: sip.guessed },
    ...{ fetches, hash: systemHash },
    epochMs: () => systemWallClock.epochMs(),
  });
}
