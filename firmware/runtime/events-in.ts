import type { LineCardEvent } from '#ports/line-card.ts';
import type { MediaEvent } from '#ports/media.ts';
import type { ExchangeEvent } from '#switching/model.ts';
import { portOfTimeslot } from '#units/ids.ts';

/** What a line card says, in the core's words; null for what the core has no part in (card alarms). */
export function fromLineCard(event: LineCardEvent): ExchangeEvent | null {
  switch (event.kind) {
    case 'offHook':
    case 'onHook':
    case 'enBloc':
    case 'flash':
    case 'ringing':
    case 'polarity':
    case 'loopDrop':
    case 'battery':
    case 'hold':
    case 'retrieve':
    case 'declined':
    case 'cleared':
      return event;
    case 'pulseDigit':
      return { kind: 'digit', port: event.port, digit: event.digit, via: 'pulse' };
    case 'dialled':
      return { kind: 'sent', port: event.port, id: event.id };
    case 'health':
      return { kind: 'health', port: event.port, inService: event.health === 'in-service' };
    case 'alarm':
      return null;
  }
}

/** What the media plane says, in the core's words; null for what the core has no part in. */
export function fromMedia(event: MediaEvent): ExchangeEvent | null {
  if (!('slot' in event)) return null;
  const port = portOfTimeslot(event.slot);
  if (port === null) return null;
  switch (event.kind) {
    case 'dtmf':
      return { kind: 'digit', port, digit: event.digit, via: 'dtmf' };
    case 'progress':
      return { kind: 'tone', port, tone: event.tone, on: event.on };
    case 'callerId': {
      const { number, name, absence } = event.message;
      const { called, diversions, hops } = event;
      return {
        ...{ kind: 'callerId', port, callerId: { number, name, absence } },
        ...(called === undefined ? {} : { called }),
        ...(diversions === undefined ? {} : { diversions }),
        ...(hops === undefined ? {} : { hops }),
      };
    }
    case 'sent':
      return { kind: 'sent', port, id: event.id };
    case 'alert':
    case 'played':
    case 'recorded':
    case 'talking':
    case 'quality':
    case 'echo':
    case 'leg':
      return null;
  }
}
