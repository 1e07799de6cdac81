import { crc16Ccitt, crc32 } from '#sim/card/crc.ts';
import { DEFAULT_WORLD, type WorldDescription } from '#sim/world/description.ts';
import { World } from '#sim/world/world.ts';
import { type PortId, portParts } from '#units/ids.ts';

const BURST_BYTES = 704;
const PAYLOAD = 60;
const SAMPLES = 40;

/** Somebody with a register table and a patch cord, where the firmware would be. One card only. */
export class Technician {
  readonly world: World;
  /** Slot heard by each slot; slots that nobody is patched to get idle code. */
  readonly patches = new Map<number, number>();
  armRelays = true;
  readonly #mosi = new Uint8Array(BURST_BYTES);
  readonly #miso = new Uint8Array(BURST_BYTES);
  #seq = 0;

  constructor(description: WorldDescription = DEFAULT_WORLD) {
    this.world = new World(description);
    // SCLK idles high only after a first transfer, and an Si3050 looks at it when RESET rises (table 20).
    this.#operate(0x10, 0x80, 0, 0);
    this.world.cards[0]!.buses.resetN.set(true);
    this.world.cards[0]!.buses.relayArm.set(true);
    this.#burst();
    this.run(100);
  }

  /** Bytes to the chip in a position, one operation; the answer is what it drove in the last byte. */
  #operate(first: number, one: number, two: number, three: number): number {
    let read = 0;
    const bytes = Uint8Array.of(0x80 | first, one, 0, two, 0, three, 0, 0);
    this.world.cards[0]!.buses.control.transfer(bytes, (reply) => {
      if (reply.ok) read = reply.value[first & 0x20 ? 5 : 3]!;
    });
    return read;
  }

  fxsWrite(port: PortId, register: number, value: number): void {
    this.#operate(portParts(port).position - 1, register, value, 0);
  }

  fxsRead(port: PortId, register: number): number {
    return this.#operate(portParts(port).position - 1, 0x80 | register, 0, 0);
  }

  fxoWrite(port: PortId, register: number, value: number): void {
    this.#operate(0x20 | (portParts(port).position - 1), 0x20, register, value);
  }

  fxoRead(port: PortId, register: number): number {
    return this.#operate(0x20 | (portParts(port).position - 1), 0x60, register, 0);
  }

  #indirect(port: PortId, address: number, value: number): void {
    this.fxsWrite(port, 28, value & 0xff);
    this.fxsWrite(port, 29, value >> 8);
    this.fxsWrite(port, 30, address);
    this.run(5);
  }

  /** China's impedance, battery, thresholds, 25 Hz ringing, A-law on the position's slot, forward active. */
  powerFxs(port: PortId): void {
    const { position } = portParts(port);
    this.fxsWrite(port, 10, 0x0f);
    const table = [
      [7, 0x7e6d],
      [8, 0x01b5],
      [9, 0],
      [13, 0x4000],
      [14, 0x4000],
      [15, 0x1000],
      [16, 0x3600],
      [66, 0x1000],
    ] as const;
    for (const [address, value] of table) this.#indirect(port, address, value);
    this.fxsWrite(port, 14, 0x00);
    this.run(300);
    this.fxsWrite(port, 8, 0x00);
    this.fxsWrite(port, 2, 8 * (position - 1));
    this.fxsWrite(port, 4, 8 * (position - 1));
    this.fxsWrite(port, 1, 0x20);
    this.fxsWrite(port, 64, 1);
    this.run(100);
  }

  /** Link up, China's impedance, A-law on the position's slot, on-hook monitor. */
  powerFxo(port: PortId): void {
    const { position } = portParts(port);
    this.fxoWrite(port, 6, 0x00);
    this.run(50);
    this.fxoWrite(port, 30, 0x0a);
    this.fxoWrite(port, 34, 8 * (position - 1));
    this.fxoWrite(port, 36, 8 * (position - 1));
    this.fxoWrite(port, 33, 0x20);
    this.fxoWrite(port, 5, 0x08);
    this.run(50);
  }

  /** Both ways between two ports, by the host's hand. */
  patch(a: PortId, b: PortId): void {
    const [one, two] = [portParts(a).position - 1, portParts(b).position - 1];
    this.patches.set(one, two);
    this.patches.set(two, one);
  }

  run(ms: number, until: () => boolean = () => false): boolean {
    for (let at = 0; at < ms; at += 5) {
      this.world.frame();
      this.world.cards[0]!.exchange(this.#mosi, this.#miso);
      this.#burst();
      if (until()) return true;
    }
    return false;
  }

  /** The next burst: patched slots get what came, the others silence. */
  #burst(): void {
    const { buffer } = this.#mosi;
    const view = new DataView(buffer);
    this.#mosi.fill(0);
    this.#mosi.set([0x50, 0x58, 1, 0]);
    view.setUint16(4, this.#seq++ & 0xffff, true);
    view.setUint16(12, SAMPLES, true);
    view.setUint16(14, 16 * SAMPLES, true);
    view.setUint16(16, 0xffff, true);
    this.#mosi[18] = this.armRelays ? 0x03 : 0;
    view.setUint16(20, 2, true);
    view.setUint16(30, crc16Ccitt(this.#mosi, 0, 30), true);
    this.#mosi.fill(0xd5, PAYLOAD, PAYLOAD + 16 * SAMPLES);
    for (const [to, from] of this.patches) {
      const heard = this.#miso.subarray(PAYLOAD + from * SAMPLES, PAYLOAD + (from + 1) * SAMPLES);
      this.#mosi.set(heard, PAYLOAD + to * SAMPLES);
    }
    view.setUint32(700, crc32(this.#mosi, 0, 700), true);
  }
}
