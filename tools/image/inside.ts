/** Programs that are no part of a box and come to it on the stick: our media benchmark, and Debian's audit, Lynis. */
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Apt } from './apt.ts';
import { BUILD } from './folders.ts';
import { unpacked } from './image.ts';
import { RUST_PACKAGE } from './packages.ts';
import { say } from './run.ts';
import { crossBuild } from './rust.ts';
import * as trial from './trial.ts';

/** Lynis wants awk and others that a box has only within busybox. */
const APPLETS = '/run/applets';
/** And itself in files that others may not write or start, which those of a FAT stick are. */
const LYNIS = '/run/lynis';
/** Thousands of small programs, each emulated. */
const LYNIS_MS_MAX = 1_800_000;
const REPORT = '/run/lynis.dat';
/** The network of a trial has no time server: systemd-timesyncd has nobody to ask. */
const NOT_OF_THE_BOX = /^TIME-3185\|/;
const LYNIS_OPTIONS = `--quick --quiet --no-colors --logfile /run/lynis.log --report-file ${REPORT}`;

/** Puts them into the folder that becomes the stick. */
export function takeAlong(folder: string): void {
  const apt = new Apt(join(BUILD, 'apt'));
  const made = crossBuild('tipring-tools', unpacked(apt, RUST_PACKAGE));
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(made, 'tipring-bench'), join(folder, 'tipring-bench'));
  const lynis = unpacked(apt, 'lynis');
  const own = join(folder, 'lynis');
  cpSync(join(lynis, 'usr/share/lynis'), own, { recursive: true });
  copyFileSync(join(lynis, 'usr/sbin/lynis'), join(own, 'lynis'));
  copyFileSync(join(lynis, 'etc/lynis/default.prf'), join(own, 'default.prf'));
  // It goes no further without a folder of plugins; Debian's want its own package manager.
  mkdirSync(join(own, 'plugins'));
}

interface Frames {
  readonly frames: readonly { readonly slots: number; readonly engineUs: number }[];
}

/** What a frame of the media plane costs there; of an emulated processor, and so of no box. */
export async function benchmark({ machine }: trial.Box, t: trial.Trial): Promise<void> {
  const text = await trial.expectDone(machine, `${trial.mounted} && ${trial.STICK}/tipring-bench`, t);
  const { frames } = JSON.parse(text) as Frames;
  const told = frames.map(({ slots, engineUs }) => `${slots} timeslots ${engineUs.toFixed(1)} µs`).join(', ');
  say(`media plane, emulated processor, a frame of 5 ms: ${told}`);
}

/** Throws when Lynis warns of something; what it only suggests is told as a number. */
export async function audit({ machine }: trial.Box, t: trial.Trial): Promise<void> {
  const applets = `mkdir -p ${APPLETS} && busybox --install -s ${APPLETS}`;
  const copy = `cp -r ${trial.STICK}/lynis ${LYNIS} && chmod -R a-x,u+X,go-rwx ${LYNIS}`;
  const lynis = `cd ${LYNIS} && PATH=$PATH:${APPLETS} sh ./lynis audit system ${LYNIS_OPTIONS}`;
  await machine.does(`${trial.mounted} && ${applets} && ${copy} && (${lynis})`, LYNIS_MS_MAX * t.patience);
  const said = await trial.expectDone(machine, `cat ${REPORT}`, t);
  const words = (kind: string): string[] =>
    [...said.matchAll(new RegExp(`^${kind}=(.*)$`, 'gm'))].map(([, one = '']) => one);
  const [index] = words('hardening_index');
  if (index === undefined) throw new Error(`lynis did not come to its end:\n${said}`);
  const suggestions = words('suggestion\\[\\]');
  const warnings = words('warning\\[\\]').filter((warning) => !NOT_OF_THE_BOX.test(warning));
  say(`lynis: ${warnings.length} warnings, ${suggestions.length} suggestions, hardening index ${index}`);
  if (warnings.length > 0) throw new Error(`lynis warns:\n${warnings.join('\n')}`);
}
