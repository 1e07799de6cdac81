import type { Dice } from '#sim/harness/dice.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { tagOf } from '#sip/make.ts';

/** Who must not be left without a word for longer, s: the shortest that RFC 4028 §4 allows. */
const ALIVE_SEC = 90;
const REMEMBERED = 8;
/** Share of telephones and carriers. */
const SHARE = 0.4;

export const drawOldFashioned = (dice: Dice): OldFashioned | null =>
  dice.chance(SHARE) ? new OldFashioned(dice) : null;

/**
 * One who knows no UPDATE and will be told every 45 s that a call stands, so that the exchange must offer anew to him
 * (RFC 4028 §7.4); and who now and then has an offer of his own on the way in that moment (glare, RFC 3261 §14.1).
 */
export class OldFashioned {
  readonly #dice: Dice;
  /** The latest re-INVITEs: one that comes twice is one. */
  readonly #met: string[] = [];
  /** Offers that crossed. */
  glares = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** What he says, as somebody of his kind says it. */
  says(bytes: Uint8Array): Uint8Array {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const alive = text.startsWith('INVITE ') ? `${ALIVE_SEC};refresher=uas` : `${ALIVE_SEC}$1`;
    const spoken = text
      .replace(/^(Allow:.*), UPDATE/im, '$1')
      .replace(/^Session-Expires:[ \t]*\d+(.*)$/im, `Session-Expires: ${alive}`);
    return Buffer.from(spoken, 'latin1');
  }

  /** Whether an offer of his own goes out before he has read this one. */
  offersToo(bytes: Uint8Array): boolean {
    const decoded = sipCodec.decode(bytes);
    if (!decoded.ok || decoded.message.kind !== 'request' || decoded.message.method !== 'INVITE')
      return false;
    const { callId, cseq, to } = decoded.message;
    const name = `${callId} ${cseq.number}`;
    if (tagOf(to) === null || this.#met.includes(name)) return false;
    this.#met.push(name);
    if (this.#met.length > REMEMBERED) this.#met.shift();
    if (!this.#dice.chance(0.5)) return false;
    this.glares += 1;
    return true;
  }
}
