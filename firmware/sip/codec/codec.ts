import type { SipCodec } from '#ports/sip-codec.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';

/** Our own reader and writer; `decisions/` says why not a package's. */
export const sipCodec: SipCodec = { decode: (bytes) => decode(bytes), encode };
