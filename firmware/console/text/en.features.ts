import type { featuresZhCN } from './zh-CN.features.ts';

export const featuresEn: Readonly<Record<keyof typeof featuresZhCN, string>> = {
  'why.forward.active': '{number} is forwarded to {to} ({why}).',
  'why.extension.absent': '{number} has set the absent message.',
  'why.extension.doNotDisturb': '{number} does not wish to be disturbed.',
  'why.secretary.takes': 'Calls for {number} are taken by the secretary, {to}.',
  'why.hotDesk.at': 'The user of {number} is logged in at {at}.',
  'why.hunt.begins': 'Group {number} hunts ({strategy}): {free} members are free.',
  'why.hunt.overflows': 'Nobody in group {number} answered: on to {to}.',
  'why.park.parked': '{by} parks the call at {slot}.',
  'why.park.fetched': 'The call parked at {slot} is fetched.',
  'why.room.opened': 'Conference room {number} is opened.',
  'why.room.joined': 'Joins conference room {number}: {members} parties now.',
  'why.pickup.taken': '{by} picks up the call that rings at {at}.',
  'why.callBack.rings': '{number} is free: {who} is called back.',
  'why.campOn.waits': 'Waits until {number} is free.',
  'why.knock.begins': '{number} is talking and hears that somebody waits.',
  'why.page.begins': 'Speaks to page group {number}: {members} telephones.',
  'why.class.callsMax': '{number} has {max} calls to the outside already, as many as its class may.',
  'why.account.given': 'Account code {code} is valid.',
  'why.disa.greets': 'Line {trunk} plays the greeting and asks for an extension.',
  'why.feature.used': '{by} uses a feature code: {feature} ({does}).',
};
