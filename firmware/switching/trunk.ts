import { restingTrunk } from './connection.ts';
import { ignore, type TrunkTable } from './handlers.ts';
import {
  batteryAtRest,
  callOf,
  healthOutOfService,
  lostAtRest,
  lostInCall,
  lostOnTheWay,
  onlyBattery,
  onlyPolarity,
} from './trunk/condition.ts';
import {
  abandoned,
  announced,
  caughtTooLong,
  glare,
  numberArrives,
  numberIsLate,
  offerNow,
  ringsAtRest,
  ringsIn,
  ringsInGuard,
  ringsOn,
  stillRings,
} from './trunk/incoming.ts';
import {
  answeredByTime,
  batteryInGuard,
  callerDropped,
  digitsSent,
  dropWhileDialling,
  guardEnds,
  hearsDialTone,
  noDialTone,
  polarityOnTheWay,
  sentLost,
  toneWhileAwaiting,
  toneWhileDialling,
} from './trunk/outgoing.ts';
import { loopDrop, polarityInTalk, polarityWhenCaught, toneInTalk } from './trunk/release.ts';

/** What every state does with events that say nothing in it. */
const DEAF = {
  ringing: ignore,
  callerId: ignore,
  loopDrop: ignore,
  tone: ignore,
  sent: ignore,
  polarity: onlyPolarity,
  battery: onlyBattery,
};

/** The exchange line: each state, each event. */
export const TRUNK: TrunkTable = {
  idle: {
    ...DEAF,
    ringing: ringsAtRest,
    callerId: announced,
    battery: batteryAtRest,
    health: lostAtRest,
    deadline: ignore,
  },
  announced: {
    ...DEAF,
    ringing: (tx, trunk, event) => (event.on ? ringsIn(tx, trunk, trunk.state.callerId) : 'ignored'),
    callerId: announced,
    battery: batteryAtRest,
    health: lostAtRest,
    deadline: (tx, trunk) => restingTrunk(tx, trunk.index),
  },
  guard: {
    ...DEAF,
    ringing: ringsInGuard,
    battery: batteryInGuard,
    health: lostOnTheWay(callOf),
    deadline: guardEnds,
  },
  clearing: { ...DEAF, health: lostOnTheWay(callOf), deadline: callerDropped },
  seizing: {
    ...DEAF,
    ringing: glare,
    tone: hearsDialTone,
    health: lostOnTheWay(callOf),
    deadline: noDialTone,
  },
  dialling: {
    ...DEAF,
    sent: digitsSent,
    loopDrop: dropWhileDialling,
    tone: toneWhileDialling,
    polarity: polarityOnTheWay,
    health: lostOnTheWay(callOf),
    deadline: sentLost,
  },
  awaitingAnswer: {
    ...DEAF,
    tone: toneWhileAwaiting,
    polarity: polarityOnTheWay,
    loopDrop,
    health: lostInCall,
    deadline: answeredByTime,
  },
  talking: {
    ...DEAF,
    callerId: numberIsLate,
    tone: toneInTalk,
    polarity: polarityInTalk,
    loopDrop,
    health: lostInCall,
    deadline: ignore,
  },
  ringingIn: {
    ...DEAF,
    ringing: ringsOn,
    callerId: numberArrives,
    health: lostInCall,
    deadline: offerNow,
  },
  offered: {
    ...DEAF,
    ringing: stillRings,
    callerId: numberIsLate,
    health: lostInCall,
    deadline: abandoned,
  },
  caught: {
    ...DEAF,
    tone: toneInTalk,
    polarity: polarityWhenCaught,
    loopDrop,
    health: lostInCall,
    deadline: caughtTooLong,
  },
  dead: {
    ...DEAF,
    ringing: ringsAtRest,
    battery: batteryAtRest,
    health: lostAtRest,
    deadline: ignore,
  },
  outOfService: {
    ...DEAF,
    polarity: ignore,
    battery: ignore,
    health: healthOutOfService,
    deadline: ignore,
  },
};
