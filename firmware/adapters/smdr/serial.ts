import type { SmdrLink, SmdrSerial } from '#ports/smdr.ts';
import { SerialDevice } from '../serial/serial-device.ts';
import { linkFault } from './socket-sender.ts';

/** A printer, or a system that reads, at a serial device; what it says back is thrown away. */
export const openSerialLink = (sink: SmdrSerial): SmdrLink =>
  new SerialDevice(sink, { incoming: 'ignored', fault: (what) => linkFault(sink.device, what) });
