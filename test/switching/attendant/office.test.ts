import { describe, expect, test } from 'vitest';
import { checkOffice, officeNotes } from '#switching/routing/check.ts';
import { console, group, type OperatorWishes, operatorsOffice } from './operators.ts';

const found = (wishes: OperatorWishes) =>
  checkOffice(operatorsOffice(wishes)).map(({ code, path }) => `${code} ${path}`);

describe('an office with operators', () => {
  test('is in order as these tests have it', () => {
    expect(found({})).toEqual([]);
  });

  test.each<[string, OperatorWishes, string]>([
    [
      'a console that is not there',
      { groups: [group('890', ['A', 'Z'])] },
      'TR-PLAN-050 attendantGroups[0].consoles[1]',
    ],
    [
      'a helping group that is not there',
      { groups: [group('890', ['A'], { helpers: ['860'] })] },
      'TR-PLAN-050 attendantGroups[0].helpers[0]',
    ],
    [
      'a console without a telephone',
      { services: { consoles: [console('A', '899')] }, groups: [group('890', ['A'])] },
      'TR-PLAN-050 consoles[0].extension',
    ],
    [
      'two consoles at one telephone',
      { services: { consoles: [console('A', '801'), console('B', '801')] } },
      'TR-PLAN-051 consoles[1].extension',
    ],
    [
      'two consoles of one name',
      { services: { consoles: [console('A', '801'), console('A', '802')] }, groups: [] },
      'TR-PLAN-051 consoles[1].id',
    ],
    [
      'two levels on one key',
      {
        groups: [
          group('890', ['A'], {
            levels: [1, 1].map((key) => ({
              ...{ key, name: '', kinds: [], priority: 0, urgentPriority: 0, ringDelayMs: 0 },
            })),
          }),
        ],
      },
      'TR-PLAN-051 attendantGroups[0].levels[1].key',
    ],
    [
      'an overflow that leads to nobody',
      { groups: [group('890', ['A'], { overflowTo: '899' })] },
      'TR-PLAN-062 attendantGroups[0].overflowTo',
    ],
    [
      'a night that leads to nobody',
      { groups: [group('890', ['A'], { distribution: { night: { routings: ['899'], overflow: null } } })] },
      'TR-PLAN-062 attendantGroups[0].distribution',
    ],
    [
      'a number that somebody has already',
      { groups: [group('804', ['A'])] },
      'TR-PLAN-012 attendantGroups[0].number',
    ],
  ])('%s is found', (_, wishes, wrong) => {
    expect(found(wishes)).toContain(wrong);
  });

  test('groups that overflow to each other are allowed: the exchange ends the round itself', () => {
    const groups = [
      group('890', ['A'], { waitingMax: 1, overflowTo: '891' }),
      group('891', ['B'], { waitingMax: 1, overflowTo: '890' }),
    ];
    expect(found({ groups })).toEqual([]);
  });

  test('a group without consoles is worth knowing', () => {
    const notes = officeNotes(operatorsOffice({ groups: [group('890', [])] }));
    expect(notes.map(({ code, path }) => `${code} ${path}`)).toContain(
      'TR-PLAN-061 attendantGroups[0].consoles',
    );
  });
});
