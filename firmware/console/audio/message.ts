/** Audio messages of the bench socket: length of the device's name, the name, 16-bit little-endian samples. */
import type { BenchDevice } from '#web/protocol.ts';

export interface AudioMessage {
  readonly device: BenchDevice;
  readonly samples: Int16Array<ArrayBuffer>;
}

/** Null for a message that is none: what arrives is not trusted to be whole. */
export function readAudio(message: ArrayBuffer): AudioMessage | null {
  const bytes = new Uint8Array(message);
  const nameBytes = bytes[0] ?? 0;
  const start = 1 + nameBytes;
  if (nameBytes === 0 || bytes.length <= start || (bytes.length - start) % 2 !== 0) return null;
  const view = new DataView(message, start);
  const samples = Int16Array.from({ length: view.byteLength / 2 }, (_, i) => view.getInt16(i * 2, true));
  return { device: String.fromCharCode(...bytes.subarray(1, start)) as BenchDevice, samples };
}

export function writeAudio(device: BenchDevice, samples: Int16Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(1 + device.length + samples.length * 2);
  message[0] = device.length;
  for (let i = 0; i < device.length; i += 1) message[1 + i] = device.charCodeAt(i);
  const view = new DataView(message.buffer, 1 + device.length);
  for (let i = 0; i < samples.length; i += 1) view.setInt16(i * 2, samples[i]!, true);
  return message;
}
