import { describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import { DOCUMENT_COMMENTS, defaultDocument } from '#runtime/office/default-document.ts';
import { attendantView } from '#switching/exchange.ts';
import { region } from '../../support/office.ts';
import { officeOf, ports } from '../../support/office-kit.ts';
import { Play } from '../../switching/support/play.ts';

const phones = (count: number) => Array.from({ length: count }, () => 'fxs' as const);

/** The office that nobody has set up, with so many telephones and two exchange lines. */
function opened(telephones = 6): Play {
  const found = ports(...phones(telephones), 'fxo', 'fxo');
  return new Play(officeOf(YAML_OFFICE.write(defaultDocument(found, region('cn')), DOCUMENT_COMMENTS)));
}

function sitDown(play: Play): void {
  play.send({ kind: 'command', id: 1, command: { op: 'consoleIn', console: '1' } });
}

describe('the operator of an office that nobody has set up', () => {
  test('is the first telephone while nobody sits at the console: by 0, and from outside', () => {
    const play = opened();
    play.call('802', '0');
    expect(play.ringing).toEqual(['801']);
    play.hangUp('802');
    play.ringsIn('Line 1');
    expect(play.ringing).toEqual(['801']);
  });

  test('has the callers in the queue of the console as soon as somebody sits there', () => {
    const play = opened();
    sitDown(play);
    play.call('802', '0');
    play.ringsIn('Line 1');
    expect(attendantView(play.exchange).waiting).toMatchObject([
      { from: '13800138000', kind: 'private' },
      { from: '802', kind: 'local', group: '800' },
    ]);
  });

  test('is busy for others while the first telephone is: nobody waits for an operator who is not there', () => {
    const play = opened();
    play.call('803', '804');
    play.lift('801');
    play.call('802', '0');
    expect(play.hears('802')).toBe('busy');
  });

  test.each([
    [1, '800'],
    [120, '8000'],
  ])('with %i telephones has a number that none of them has', (count, group) => {
    const { extensions, services } = officeOf(
      YAML_OFFICE.write(defaultDocument(ports(...phones(count)), region('us')), DOCUMENT_COMMENTS),
    );
    expect(services.attendantGroups.map(({ number, name }) => [number, name])).toEqual([
      [group, 'Operators'],
    ]);
    expect(extensions.map(({ number }) => number)).not.toContain(group);
  });
});
