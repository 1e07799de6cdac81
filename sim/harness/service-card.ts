import type { PortId } from '#units/ids.ts';

/*
 * The card of services that hangs beside every telephone. Written from the manuals of the three families of codes,
 * not from the exchange: what is printed here must work there.
 */

export type CodeFamily = 'cn' | 'na' | 'etsi';
export const CODE_FAMILIES: readonly CodeFamily[] = ['cn', 'na', 'etsi'];

/** What is dialled for a service; null where the family has no code for it. */
export interface ServiceCodes {
  readonly forwardAll: (to: string) => string;
  readonly forwardAllOff: string;
  readonly forwardNoAnswer: (to: string) => string;
  readonly forwardNoAnswerOff: string;
  readonly doNotDisturb: string;
  readonly doNotDisturbOff: string;
  readonly callWaiting: string;
  readonly callWaitingOff: string;
  readonly callBackOff: string;
  readonly storeSpeedDial: (code: string, number: string) => string;
  readonly speedDial: (code: string) => string;
  readonly hotLine: ((to: string) => string) | null;
  readonly hotLineOff: string;
  readonly pickupGroup: string;
  readonly pickupDirected: (number: string) => string;
  readonly park: string;
  readonly unpark: (slot: string) => string;
  readonly redial: string;
  readonly cancelAll: string;
}

const OWN = { redial: '*60', cancelAll: '*00#' } as const;

export const CODES: Readonly<Record<CodeFamily, ServiceCodes>> = {
  // 程控新业务
  cn: {
    forwardAll: (to) => `*57*${to}#`,
    forwardAllOff: '#57#',
    forwardNoAnswer: (to) => `*41*${to}#`,
    forwardNoAnswerOff: '#41#',
    doNotDisturb: '*56#',
    doNotDisturbOff: '#56#',
    callWaiting: '*58#',
    callWaitingOff: '#58#',
    callBackOff: '#59#',
    storeSpeedDial: (code, number) => `*51*${code}*${number}#`,
    speedDial: (code) => `**${code}`,
    hotLine: (to) => `*52*${to}#`,
    hotLineOff: '#52#',
    pickupGroup: '#7',
    pickupDirected: (number) => `**${number}`,
    park: '*85',
    unpark: (slot) => `#85${slot}`,
    ...OWN,
  },
  // Vertical service codes
  na: {
    forwardAll: (to) => `*72${to}`,
    forwardAllOff: '*73',
    forwardNoAnswer: (to) => `*52${to}`,
    forwardNoAnswerOff: '*53',
    doNotDisturb: '*78',
    doNotDisturbOff: '*79',
    callWaiting: '*70',
    callWaitingOff: '*71',
    callBackOff: '*86',
    storeSpeedDial: (code, number) => `*75${code}${number}`,
    speedDial: (code) => `*0${code}`,
    hotLine: null,
    hotLineOff: '',
    pickupGroup: '*8',
    pickupDirected: (number) => `**${number}`,
    park: '70',
    unpark: (slot) => slot,
    ...OWN,
  },
  // ETSI supplementary services
  etsi: {
    forwardAll: (to) => `*21*${to}#`,
    forwardAllOff: '#21#',
    forwardNoAnswer: (to) => `*61*${to}#`,
    forwardNoAnswerOff: '#61#',
    doNotDisturb: '*26#',
    doNotDisturbOff: '#26#',
    callWaiting: '*43#',
    callWaitingOff: '#43#',
    callBackOff: '#37#',
    storeSpeedDial: (code, number) => `*51*${code}*${number}#`,
    speedDial: (code) => `**${code}`,
    hotLine: (to) => `*53*${to}#`,
    hotLineOff: '#53#',
    pickupGroup: '*8',
    pickupDirected: (number) => `**${number}`,
    park: '*68',
    unpark: (slot) => slot,
    ...OWN,
  },
};

export type HuntOrder = 'all' | 'linear' | 'circular' | 'longest-idle' | 'fewest-calls' | 'random';
export const HUNT_ORDERS: readonly HuntOrder[] = [
  ...(['all', 'linear', 'circular'] as const),
  ...(['longest-idle', 'fewest-calls', 'random'] as const),
];

/** What the office offers beyond plain calls. */
export interface ServiceCard {
  readonly family: CodeFamily;
  readonly pickupGroups: readonly (readonly PortId[])[];
  readonly huntGroups: readonly {
    readonly number: string;
    readonly order: HuntOrder;
    readonly members: readonly PortId[];
  }[];
  readonly paging: { readonly number: string; readonly members: readonly PortId[] } | null;
  readonly rooms: readonly string[];
  readonly parkSlots: readonly string[];
}

export const NO_SERVICES: ServiceCard = {
  family: 'cn',
  pickupGroups: [],
  huntGroups: [],
  paging: null,
  rooms: [],
  parkSlots: [],
};
