import { defaultOffice } from '#runtime/office/default-office.ts';
import { set } from '#switching/features/codes/table.ts';
import type { Office, RouteChoice, Trunk } from '#switching/model.ts';
import { plainExtension, plainTrunk } from '#switching/plain.ts';
import type { PortId } from '#units/ids.ts';
import { region } from '../../support/office.ts';

const SIP_GROUP = 'carrier';
const sipTrunk = (port: PortId): Trunk => ({
  ...plainTrunk(port, `SIP ${port}`, SIP_GROUP, '801'),
  ...{ answerBy: ['polarity'], releaseBy: [], carrier: SIP_GROUP },
  did: [
    { pattern: '862155518XXX', to: { last: 3 }, toByMode: {} },
    { pattern: '8621555', to: '802', toByMode: { night: '801' } },
  ],
});

const sipExtension = (number: string, port: PortId) => ({
  ...plainExtension(number, port, `SIP ${number}`),
  callerIdFirst: true,
});

const SHOWS_CALLER: RouteChoice = {
  ...{ group: SIP_GROUP, times: null, cost: 1, strip: 0, insert: '', present: 'caller' },
};

const CODES = set('do-not-disturb', '*56#', '#56#');

/**
 * 801 and 802 are analog, 820 and 821 are SIP, 822 is SIP with three lines; 9 leads to a SIP trunk of two channels
 * that rings at 801, 6 to the same by a route that shows the caller, and 7 to the exchange line at 1/7 where there is one.
 */
export function office(found: Parameters<typeof defaultOffice>[0]): Office {
  const plain = defaultOffice(
    found.filter(({ port }) => port.startsWith('1/')),
    region('cn'),
    0,
  );
  return {
    ...plain,
    services: {
      ...plain.services,
      routes: [{ id: 'mobiles', patterns: ['1X.'], choices: [SHOWS_CALLER] }],
      entities: plain.services.entities.map((entity) => ({ ...entity, codes: CODES })),
    },
    extensions: [
      ...plain.extensions,
      sipExtension('820', '100/1'),
      { ...sipExtension('821', '100/2'), pickupGroup: 'hall' },
      { ...sipExtension('822', '101/1'), appearances: ['101/2', '101/3'], pickupGroup: 'hall' },
    ],
    trunks: [...plain.trunks, sipTrunk('100/3'), sipTrunk('100/4')],
    trunkGroups: [...plain.trunkGroups, { id: SIP_GROUP, hunt: 'linear' }],
    plan: [
      { pattern: '8XX', to: { kind: 'extension' } },
      ...plain.trunkGroups.map(
        ({ id: group }) =>
          ({ pattern: '7.', to: { kind: 'trunk-group', group, strip: 1, secondDialTone: true } }) as const,
      ),
      { pattern: '9.', to: { kind: 'trunk-group', group: SIP_GROUP, strip: 1, secondDialTone: true } },
      { pattern: '6.', to: { kind: 'route', strip: 1, secondDialTone: true } },
    ],
  };
}
