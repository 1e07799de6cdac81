/** What a peer may send at most. The largest message of RFC 4475 has 3.5 KB of headers. */
export interface CodecLimits {
  /** A datagram cannot be longer; a stream may not be. */
  readonly messageBytes: number;
  readonly headerBytes: number;
  readonly lineBytes: number;
  /** Header lines after unfolding. */
  readonly headers: number;
  readonly uriBytes: number;
  readonly bodyBytes: number;
  /** Entries of one list header: Via, Route, Contact. */
  readonly listEntries: number;
  /** Parameters of one URI or one entry; also bounds the search for duplicates. */
  readonly params: number;
}

export const CODEC_LIMITS: CodecLimits = {
  messageBytes: 65_535,
  headerBytes: 32_768,
  lineBytes: 8_192,
  headers: 256,
  uriBytes: 2_048,
  bodyBytes: 49_152,
  listEntries: 70,
  params: 64,
};
