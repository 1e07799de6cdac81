/**
 * ITU-T G.711 companding as tables, written from the Recommendation and independent of the firmware's own
 * (`native/media`), so that an error in one shows against the other.
 *
 * Samples are on the 16-bit scale: A-law full scale is ±32 256 (13 bits × 8), µ-law ±32 124 (14 bits × 4).
 */

/** Quiet on an A-law highway: the smallest positive value (G.711 table 1a, even bits inverted). */
export const A_LAW_IDLE = 0xd5;
/** Quiet on a µ-law highway: positive zero. */
export const MU_LAW_IDLE = 0xff;

export interface Companding {
  readonly idle: number;
  /** 256 linear values by code. */
  readonly decode: Float32Array;
  /** Code by `(sample + 32 768) >> 2`, 16 384 entries: µ-law's finest decision step is 4 on this scale. */
  readonly encode: Uint8Array;
}

function decodeALaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  // On the 13-bit scale (±4096): 2·step+1 in the first segment, (2·step+33)·2^(segment−1) above it.
  const magnitude = segment === 0 ? 2 * step + 1 : (2 * step + 33) * 2 ** (segment - 1);
  return (bits & 0x80 ? magnitude : -magnitude) * 8;
}

function decodeMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = (2 * (bits & 15) + 33) * 2 ** ((bits >> 4) & 7) - 33;
  return (bits & 0x80 ? -magnitude : magnitude) * 4;
}

/**
 * The decision value between two codes lies half way between their values (G.711 tables 1 and 2), so the
 * nearest value is the code; of two equally near the smaller magnitude, as at the origin.
 */
function buildEncoder(decode: Float32Array): Uint8Array {
  // µ-law has two zeros; the search must not stop at the first.
  const codes = Array.from(decode.keys())
    .sort((a, b) => decode[a]! - decode[b]!)
    .filter((code, i, all) => i === 0 || decode[code] !== decode[all[i - 1]!]);
  const table = new Uint8Array(16_384);
  let nearest = 0;
  for (let index = 0; index < table.length; index++) {
    // The middle of the four samples that share the entry.
    const sample = index * 4 - 32_768 + 1.5;
    while (
      nearest + 1 < codes.length &&
      Math.abs(decode[codes[nearest + 1]!]! - sample) < Math.abs(decode[codes[nearest]!]! - sample)
    ) {
      nearest++;
    }
    table[index] = codes[nearest]!;
  }
  return table;
}

function companding(idle: number, decodeOne: (code: number) => number): Companding {
  const decode = Float32Array.from({ length: 256 }, (_, code) => decodeOne(code));
  const encode = buildEncoder(decode);
  encode[32_768 >> 2] = idle;
  return { idle, decode, encode };
}

export const A_LAW: Companding = companding(A_LAW_IDLE, decodeALaw);
export const MU_LAW: Companding = companding(MU_LAW_IDLE, decodeMuLaw);

/** `to[i] = decode(codes[i]) · gain` for a frame. */
export function expand(law: Companding, codes: Uint8Array, gain: number, to: Float32Array): void {
  const { decode } = law;
  for (let i = 0; i < to.length; i++) to[i] = decode[codes[i]!]! * gain;
}

/** `codes[i] = encode(from[i] · gain)`, clipped to 16 bits, for a frame. */
export function compress(law: Companding, from: Float32Array, gain: number, codes: Uint8Array): void {
  const { encode } = law;
  for (let i = 0; i < from.length; i++) {
    let sample = Math.round(from[i]! * gain);
    if (sample > 32_767) sample = 32_767;
    else if (sample < -32_768) sample = -32_768;
    codes[i] = encode[(sample + 32_768) >> 2]!;
  }
}
