import { expectTypeOf, test } from 'vitest';
import type { SipEdge } from '#adapters/sip/edge.ts';
import type { SipCalls, SipEvent, SipSide } from '#ports/sip-stack.ts';
import type { StackEvent } from '#sip/stack/surface.ts';
import type { SipStack } from '#sip/stack.ts';

test('the stack and its edge fit the port by their shape, and every event of the stack is one of the port', () => {
  expectTypeOf<SipStack>().toExtend<SipCalls>();
  expectTypeOf<SipEdge>().toExtend<SipSide>();
  expectTypeOf<StackEvent>().toExtend<SipEvent>();
});
