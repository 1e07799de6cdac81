import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nftScript, portsOf, USUAL } from '../../tools/box/ports.ts';

const RULES = join(resolve(import.meta.dirname, '../..'), 'tools/image/root/etc/nftables.conf');

describe('the ports of a box', () => {
  it("are, before its office is read, those where the product's own defaults put SIP and voice", () => {
    const text = readFileSync(RULES, 'utf8');
    for (const [set, ranges] of Object.entries(USUAL)) {
      const [, elements = ''] = new RegExp(`set ${set} {[^}]*elements = { ([\\d, -]+) }`).exec(text) ?? [];
      const wanted = (ranges as [number, number][]).map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`));
      expect(elements.split(', '), set).toEqual(wanted);
    }
  });

  it('are besides those that the office names for SIP, voice and call records', () => {
    const office = `sip:
  listen: [{ transport: udp, port: 5080 }, { transport: tls, port: 5443 }, { transport: tcp }]
  rtp: { portFirst: 20000, portLast: 20999 }
smdr:
  - { kind: tcp-listen, port: 2300 }
  - { kind: tcp-connect, port: 2301 }
`;
    expect(nftScript(portsOf(office)).split('\n')).toEqual([
      'flush set inet box office_udp',
      'add element inet box office_udp { 5060, 16384-16511, 5080, 20000-20999 }',
      'flush set inet box office_tcp',
      'add element inet box office_tcp { 5060, 5061, 5443, 2300 }',
      '',
    ]);
  });

  it.each([
    ['is not there', null],
    ['cannot be read', 'sip: ['],
    ['is no office', '- 1'],
    ['unfolds without end', 'a: &a [1]\nb: [*a, *a]'],
    ['names what are no ports', 'sip: { listen: [{ port: 70000 }, { port: "1; drop" }, 7], rtp: 9 }'],
    ['has its last port before its first', 'sip: { rtp: { portFirst: 9000, portLast: 8000 } }'],
  ])('stay the usual ones when the office %s', (_, office) => {
    expect(nftScript(portsOf(office))).toBe(nftScript(USUAL));
  });

  it('are numbers alone in what the packet filter is told, whatever the office says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (listen, rtp) => {
        const script = nftScript(portsOf(JSON.stringify({ sip: { listen, rtp }, smdr: listen })));
        expect(script).toMatch(
          /^(flush set inet box office_(udp|tcp)\nadd element inet box office_\2 \{ [\d, -]+ \}\n){2}$/,
        );
      }),
    );
  });
});
