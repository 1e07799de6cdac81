import type { routingZhCN } from './zh-CN.routing.ts';

export const routingEn: Readonly<Record<keyof typeof routingZhCN, string>> = {
  'why.feature.refused': 'The class {class} may not use the feature “{feature}”.',
  'why.route.none': 'No route leads to {number}.',
  'why.route.skipped':
    'Route {route}: group {group} is left out, because the time table “{times}” is off now.',
  'why.route.noneNow': 'Route {route} has no way that is open at this time.',
  'why.route.chosen': 'Route {route}: group {group} (cost {cost}), which is sent {sends}.',
  'why.class.allowed':
    'Class {class} may call {number} ({reach, select, local {a local number} national {a national number} international {an international number} other {an inside number}}).',
  'why.class.listed': 'Class {class} has {number} in its list of allowed numbers ({pattern}).',
  'why.class.overridden': '{number} is called by the speed dial {code}, which does not ask for the class.',
  'why.class.refused':
    'Class {class} may not call {number}: it is {reach, select, local {a local number} national {a national number} international {an international number} other {an inside number}}, the class ends with {limit, select, local {a local number} national {a national number} international {an international number} other {an inside number}}.',
  'why.class.premium': 'Class {class} may not call {number}: it costs extra.',
  'why.class.denied': 'Class {class} has {number} in its list of forbidden numbers ({pattern}).',
  'why.class.locked':
    'The telephone is locked: {number} ({reach, select, local {a local number} national {a national number} international {an international number} other {an inside number}}) is more than the lock leaves ({limit, select, local {a local number} national {a national number} international {an international number} other {an inside number}}).',
  'why.class.accountMissing': '{number} may only be called with an account code.',
  'why.class.accountUnknown': '{account} is no account code of this office; {number} is not called.',
  'why.mode.byHand':
    '{entity}: {mode, select, day {day mode} night {night mode} mode1 {mode 1} other {mode 2}}, set by hand.',
  'why.mode.byTimes':
    '{entity}: {mode, select, day {day mode} night {night mode} mode1 {mode 1} other {mode 2}}, by the time table “{times}”.',
  'why.mode.usual':
    '{entity}: {mode, select, day {day mode} night {night mode} mode1 {mode 1} other {mode 2}}; no time table says otherwise.',
  'why.caller.blocked': 'Caller {number} is on the black list ({pattern}, {reason}): the call is refused.',
  'why.caller.told': 'Caller {number} is listed ({pattern}): hears the message “{guide}”.',
  'why.caller.diverted': 'Caller {number} is listed ({pattern}): diverted to {to}.',
  'why.caller.important': 'Caller {number} is on the white list ({pattern}): important.',
  'why.caller.harassing': 'Caller {number} was marked as harassing by {by}: the call is refused.',
};
