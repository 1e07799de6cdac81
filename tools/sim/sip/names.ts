import type { PortId } from '#units/ids.ts';

/** Each carrier of a simulation has one line, so that one knows which of them carries a call. */
export const carrierId = (port: PortId): string => `carrier ${port}`;
