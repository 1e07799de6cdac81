/** Where SIP is heard when the office says nothing (RFC 3261 §19.1.2). */
export const SIP_PORTS = { udp: 5_060, tcp: 5_060, tls: 5_061 } as const;
/** UDP ports of voices when the office says nothing; each voice takes two. */
export const RTP_PORTS = { first: 16_384, last: 16_511 } as const;
