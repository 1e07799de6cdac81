import { crc16 } from '#drivers/px8/id-eeprom.ts';
import { fail, ok, type Result } from '#units/result.ts';

/**
 * The ID EEPROM of a PX8: a HAT+ image as the Raspberry Pi firmware reads it (raspberrypi/utils, eeptools). Header
 * `R-Pi`, version 2; atoms of type, count, length of data and check, data, CRC-16/ARC; all little-endian.
 */
export interface CardLabel {
  /** 1–9999; on the card as `PX8-0001`. */
  readonly serial: number;
  /** RFC 9562; one for each card ever made. */
  readonly uuid: string;
  /** Version of the board's layout. */
  readonly version: number;
}

const HEADER_BYTES = 12;
const ATOM_HEAD_BYTES = 8;
const CRC_BYTES = 2;
const EEPROM_BYTES = 4096;
const HAT_PLUS = 2;
const VENDOR = 'tipring';
const PRODUCT = 'PX8';
/** "PX". HAT+ has no registry of product ids. */
const PRODUCT_ID = 0x5058;
/** The overlay that the boot firmware loads when it finds the card: `boards/overlays/px8-overlay.dts`. */
const OVERLAY = 'px8';
const ATOM = { vendor: 1, gpioMap: 2, overlay: 3, custom: 4, gpioMapBank1: 5, supply: 6 } as const;
const NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(ATOM).map(([name, type]) => [type, name]),
);

const wrong = (what: string): Result<never> =>
  fail({ code: 'TR-BOARD-017', where: 'ID EEPROM', what, todo: 'write it anew: npm run px8 -- eeprom make' });

function vendorAtom({ uuid, version }: CardLabel): Buffer {
  const head = Buffer.alloc(22);
  // Stored backwards: the firmware prints the last byte first.
  Buffer.from(uuid.replaceAll('-', ''), 'hex').reverse().copy(head);
  head.writeUInt16LE(PRODUCT_ID, 16);
  head.writeUInt16LE(version, 18);
  head[20] = VENDOR.length;
  head[21] = PRODUCT.length;
  return Buffer.concat([head, Buffer.from(VENDOR + PRODUCT, 'ascii')]);
}

function atomBytes(type: number, count: number, data: Buffer): Buffer {
  const head = Buffer.alloc(ATOM_HEAD_BYTES);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(count, 2);
  head.writeUInt32LE(data.length + CRC_BYTES, 4);
  const body = Buffer.concat([head, data]);
  const check = Buffer.alloc(CRC_BYTES);
  check.writeUInt16LE(crc16(body));
  return Buffer.concat([body, check]);
}

/** The image to be written from address 0. */
export function makeImage(label: CardLabel): Result<Buffer> {
  const { serial, uuid, version } = label;
  if (!Number.isInteger(serial) || serial < 1 || serial > 9999)
    return wrong(`a serial is 1 to 9999, not ${serial}`);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) return wrong(`"${uuid}" is no UUID`);
  if (!Number.isInteger(version) || version < 1 || version > 0xffff)
    return wrong(`a version is 1 to 65535, not ${version}`);
  const custom = `serial=PX8-${String(serial).padStart(4, '0')}`;
  const atoms = [
    atomBytes(ATOM.vendor, 0, vendorAtom(label)),
    atomBytes(ATOM.overlay, 1, Buffer.from(OVERLAY, 'ascii')),
    atomBytes(ATOM.custom, 2, Buffer.from(custom, 'ascii')),
  ];
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('R-Pi', 'ascii');
  header[4] = HAT_PLUS;
  header.writeUInt16LE(atoms.length, 6);
  header.writeUInt32LE(
    atoms.reduce((sum, { length }) => sum + length, HEADER_BYTES),
    8,
  );
  return ok(Buffer.concat([header, ...atoms]));
}

/** What an image says, or the first thing that is wrong with it. The rest of the EEPROM may follow it. */
export function readImage(bytes: Uint8Array): Result<CardLabel> {
  const image = Buffer.from(bytes);
  if (image.length === 0 || image.every((byte) => byte === 0xff)) return wrong('it is blank');
  if (image.length < HEADER_BYTES || image.toString('latin1', 0, 4) !== 'R-Pi')
    return wrong('it does not begin with "R-Pi"');
  if (image[4] !== HAT_PLUS) return wrong(`it is of HAT version ${image[4]}, not ${HAT_PLUS} (HAT+)`);
  const length = image.readUInt32LE(8);
  if (length > image.length || length > EEPROM_BYTES) return wrong(`it says ${length} bytes, and has fewer`);
  const atoms = readAtoms(image.subarray(0, length), image.readUInt16LE(6));
  return atoms.ok ? readLabel(atoms.value) : atoms;
}

function readAtoms(image: Buffer, count: number): Result<ReadonlyMap<number, Buffer>> {
  const atoms = new Map<number, Buffer>();
  let at = HEADER_BYTES;
  for (let number = 0; number < count; number += 1) {
    if (at + ATOM_HEAD_BYTES + CRC_BYTES > image.length) return wrong(`atom ${number} is cut off`);
    const type = image.readUInt16LE(at);
    const name = `atom ${number} (${NAMES[type] ?? `type ${type}`})`;
    const end = at + ATOM_HEAD_BYTES + image.readUInt32LE(at + 4);
    if (end > image.length || end < at + ATOM_HEAD_BYTES + CRC_BYTES) return wrong(`${name} is cut off`);
    if (image.readUInt16LE(at + 2) !== number) return wrong(`${name} is counted as another`);
    const check = image.readUInt16LE(end - CRC_BYTES);
    const right = crc16(image.subarray(at, end - CRC_BYTES));
    if (check !== right) return wrong(`${name} has check sum ${hex(check)} in place of ${hex(right)}`);
    atoms.set(type, image.subarray(at + ATOM_HEAD_BYTES, end - CRC_BYTES));
    at = end;
  }
  return at === image.length ? ok(atoms) : wrong(`${image.length - at} bytes are behind its last atom`);
}

function readLabel(atoms: ReadonlyMap<number, Buffer>): Result<CardLabel> {
  const vendor = atoms.get(ATOM.vendor);
  if (vendor === undefined || vendor.length < 22) return wrong('it has no vendor atom');
  const names = vendor.toString('latin1', 22);
  if (names !== VENDOR + PRODUCT || vendor.readUInt16LE(16) !== PRODUCT_ID)
    return wrong(`it is of another card: "${names.slice(0, 40)}"`);
  const overlay = atoms.get(ATOM.overlay)?.toString('latin1');
  if (overlay !== OVERLAY) return wrong(`it names the overlay "${overlay ?? ''}", not "${OVERLAY}"`);
  const serial = /^serial=PX8-(\d{4})$/.exec(atoms.get(ATOM.custom)?.toString('latin1') ?? '');
  if (serial === null) return wrong('it has no serial number');
  const uuid = Buffer.from(vendor.subarray(0, 16)).reverse().toString('hex');
  return ok({
    serial: Number(serial[1]),
    uuid: uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    version: vendor.readUInt16LE(18),
  });
}

const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
