/** Part of the composition root: the office's document, its history and its file. */
import { join } from 'node:path';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import { loadHolidays } from '#adapters/office/holiday-files.ts';
import { DiskOfficeFile } from '#adapters/office/office-file.ts';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import type { VersionStore } from '#ports/configuration.ts';
import type { Region } from '#ports/region.ts';
import type { AlarmRelay } from '#runtime/alarm-relay.ts';
import type { OfficeContext } from '#runtime/office/compile.ts';
import { OfficeConfiguration } from '#runtime/office/configuration.ts';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import type { Kept } from '#switching/model.ts';
import type { Fault } from './units/result.ts';

/** What an office of a country is compiled with. A broken list of holidays is told, and counts as none. */
export function officeContext(
  region: Region,
  folders: readonly string[],
  tell: (fault: Fault) => void,
): OfficeContext {
  const holidays = loadHolidays(region.code, folders);
  if (!holidays.ok) tell(holidays.error);
  return {
    region,
    holidays: holidays.ok ? holidays.value : null,
    profiles: PROFILES,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    epochMs: systemWallClock.epochMs(),
    sounds: null,
  };
}

export function openOffice(
  dataFolder: string,
  regionFolders: readonly string[],
  region: Region,
  versions: VersionStore,
  alarms: AlarmRelay,
  sounds: OfficeContext['sounds'],
  kept: () => readonly Kept[],
): Promise<OfficeConfiguration> {
  const known = officeContext(region, regionFolders, (fault) => alarms.tell(true, fault));
  const context = { ...known, sounds };
  return OfficeConfiguration.open(
    {
      ...{ text: YAML_OFFICE, versions, clock: new RealClock(), wallClock: systemWallClock },
      file: new DiskOfficeFile(join(dataFolder, 'office.yaml')),
      tell: (fault, raised) => alarms.tell(raised, fault),
      kept,
    },
    context,
  );
}
