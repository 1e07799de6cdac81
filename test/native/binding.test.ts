import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AddOnFailure, loadAddOn } from '#native/addon.ts';
import { openSimulatedMedia, openVirtualMedia } from '#native/binding.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';

const faultOf = (load: () => unknown) => {
  try {
    load();
  } catch (error) {
    if (error instanceof AddOnFailure) return error.fault;
    throw error;
  }
  return null;
};

describe('loading the media plane', () => {
  it('an add-on that was never built is named, with the command that builds it', () => {
    const fault = faultOf(() => loadAddOn('./not-built.node'));
    expect(fault).toMatchObject({ code: 'TR-MEDIA-001', where: 'native/tipring.node' });
    expect(fault?.todo).toContain('npm run setup');
  });

  it('an add-on of another machine or a broken file is told apart from a missing one', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'tipring-')), 'broken.node');
    writeFileSync(path, 'no ELF at all');
    expect(faultOf(() => loadAddOn(path))).toMatchObject({ code: 'TR-MEDIA-002' });
  });

  it('an impossible number of cards and buffers of a wrong size are errors, not crashes', () => {
    const clock = new VirtualClock();
    expect(() => openVirtualMedia(65, clock)).toThrow('65 cards; 64 are possible');
    const plane = openVirtualMedia(1, clock);
    expect(() => plane.prime([new Uint8Array(703)])).toThrow('a burst buffer of 703 bytes; 704 are needed');
    expect(() => plane.frame([], [])).toThrow('0 bursts for 1 cards');
    plane.frame([new Uint8Array(0)], [new Uint8Array(704)]);
    expect(plane.statistics().frames).toBe(1);
  });

  it('a socket path that the kernel cannot take is an error when the plane starts', () => {
    const plane = openSimulatedMedia(['/tmp/'.padEnd(200, 'x')], new VirtualClock());
    expect(() => plane.start(() => undefined)).toThrow('no socket can have the path');
  });
});
