/**
 * Who has offered what (RFC 3264 §4, RFC 6337). One offer is open at a time; a refused one leaves what was agreed
 * before.
 */
export type OfferState = 'none' | 'localOffer' | 'remoteOffer' | 'agreed';

/** A refused or abandoned offer falls back: `agreed` when there was an agreement, else `none`. */
export interface Negotiation {
  readonly state: OfferState;
  readonly agreed: boolean;
}

export type OfferEvent = 'sendOffer' | 'receiveOffer' | 'sendAnswer' | 'receiveAnswer' | 'rollBack';

const NEXT: { readonly [S in OfferState]: { readonly [E in OfferEvent]: OfferState | 'forbidden' } } = {
  none: {
    sendOffer: 'localOffer',
    receiveOffer: 'remoteOffer',
    sendAnswer: 'forbidden',
    receiveAnswer: 'forbidden',
    rollBack: 'none',
  },
  localOffer: {
    sendOffer: 'forbidden',
    receiveOffer: 'forbidden',
    sendAnswer: 'forbidden',
    receiveAnswer: 'agreed',
    rollBack: 'none',
  },
  remoteOffer: {
    sendOffer: 'forbidden',
    receiveOffer: 'forbidden',
    sendAnswer: 'agreed',
    receiveAnswer: 'forbidden',
    rollBack: 'none',
  },
  agreed: {
    sendOffer: 'localOffer',
    receiveOffer: 'remoteOffer',
    sendAnswer: 'forbidden',
    receiveAnswer: 'forbidden',
    rollBack: 'agreed',
  },
};

export const NOTHING_OFFERED: Negotiation = { state: 'none', agreed: false };

/** What comes of it; null when it may not happen now. */
export function negotiated({ state, agreed }: Negotiation, event: OfferEvent): Negotiation | null {
  if (event === 'rollBack') return { state: agreed ? 'agreed' : 'none', agreed };
  const next = NEXT[state][event];
  return next === 'forbidden' ? null : { state: next, agreed: agreed || next === 'agreed' };
}
