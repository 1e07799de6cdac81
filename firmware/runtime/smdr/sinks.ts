import type { OfficeDocument } from '#ports/office-document.ts';
import type { SmdrSerial, SmdrSink } from '#ports/smdr.ts';

type Link = NonNullable<OfficeDocument['smdr']>[number];

const BAUDS = [300, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] as const;
/** Weeks of a busy office: a printer that is repaired prints what it has missed. */
const BACKLOG_MAX = 100_000;
const COMMON = { internal: false, backlogMax: BACKLOG_MAX } as const;

type Frame = Pick<SmdrSerial, 'dataBits' | 'parity' | 'stopBits' | 'flow'>;

const frameOf = ({
  dataBits,
  parity = 'none',
  stopBits,
  flow = 'none',
}: Pick<Link, 'dataBits' | 'parity' | 'stopBits' | 'flow'>): Frame => ({
  ...{ dataBits: dataBits === 7 ? 7 : 8, parity, stopBits: stopBits === 2 ? 2 : 1, flow },
});

/** Null for a link that lacks what its kind needs; the checker of the document names it. */
function sinkOf({ name, layout, kind, host, port, device, baud, ...frame }: Link): SmdrSink | null {
  const common = { ...COMMON, name, layout };
  switch (kind) {
    case 'tcp-listen':
      return port === undefined ? null : { ...common, kind, port, address: host ?? '0.0.0.0', from: [] };
    case 'tcp-connect':
      return port === undefined || host === undefined ? null : { ...common, kind, host, port };
    case 'serial': {
      const speed = BAUDS.find((one) => one === (baud ?? 9600));
      if (device === undefined || speed === undefined) return null;
      return { ...common, kind, device, baud: speed, ...frameOf(frame) };
    }
  }
}

/** Where the office wants its call records sent. */
export const sinksOf = ({ smdr = [] }: Pick<OfficeDocument, 'smdr'>): readonly SmdrSink[] =>
  smdr.flatMap((link) => sinkOf(link) ?? []);
