import type { DestinationRule, NumberRule } from '../destination.ts';
import { forwardAll, forwardBusy, forwardOffline } from './forward.ts';
import { huntGroup } from './hunt.ts';
import { knockOn } from './knock.ts';
import { absent, doNotDisturb } from './not-now.ts';
import { pagingGroup } from './paging.ts';
import { unpark } from './park.ts';
import { conferenceRoom } from './room.ts';
import { secretary } from './secretary.ts';

/*
 * Which features have a say in where a call goes, in which order. A feature is a file beside this one and a row
 * here. Rules are function declarations: they exist before their files have run.
 */

/** About numbers that are no extensions. */
export const SPECIAL_NUMBERS: readonly NumberRule[] = [huntGroup, conferenceRoom, unpark, pagingGroup];
/**
 * Before it is looked at whether the extension is free. Who follows his calls elsewhere is found there; who has
 * forwarded them does not want to be asked whether he is there.
 */
export const DIVERSIONS: readonly DestinationRule[] = [secretary, forwardAll, absent, doNotDisturb];
/** The extension is busy. */
export const BUSY: readonly DestinationRule[] = [knockOn, forwardBusy];
/** The extension is out of service. */
export const OFFLINE: readonly DestinationRule[] = [forwardOffline];
