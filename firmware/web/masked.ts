/** The read model with numbers as a role may see them. */
import type { HostSnapshot, Observe, RecentCall, TraceEntry } from '#ports/observe.ts';
import type { CallRecord } from '#switching/model.ts';

/** Facts of a trace that are numbers of people; shorter ones are codes, digits and positions. */
const NUMBER = /^[+0-9*#]{3,}$/;

export function maskedObserve(observe: Observe, mask: (number: string) => string): Observe {
  const record = (one: CallRecord): CallRecord => ({
    ...one,
    from: mask(one.from),
    to: mask(one.to),
    dialled: mask(one.dialled),
    ...(one.sentOn && { sentOn: one.sentOn.map((before) => ({ ...before, number: mask(before.number) })) }),
    legs: one.legs.map((leg) => ({
      ...leg,
      number: mask(leg.number),
      by: mask(leg.by),
      sent: mask(leg.sent),
    })),
  });
  const entry = (one: TraceEntry): TraceEntry => ({
    ...one,
    facts: Object.fromEntries(
      Object.entries(one.facts).map(([key, value]) => [
        key,
        typeof value === 'string' && NUMBER.test(value) ? mask(value) : value,
      ]),
    ),
  });
  const recent = (one: RecentCall): RecentCall => ({
    ...one,
    record: one.record === null ? null : record(one.record),
    trace: one.trace.map(entry),
  });
  const snapshot = (): HostSnapshot => {
    const host = observe.snapshot();
    const calls = host.calls.map((call) => ({
      ...call,
      from: mask(call.from),
      to: mask(call.to),
      dialled: mask(call.dialled),
      parties: call.parties.map((party) => ({ ...party, number: mask(party.number) })),
    }));
    return { ...host, calls };
  };
  return {
    snapshot,
    onChange: (changed) => observe.onChange(changed),
    recentCalls: (limit) => observe.recentCalls(limit).map(recent),
    trace: (call) => {
      const found = observe.trace(call);
      return found === null ? null : recent(found);
    },
    ...(observe.quality === undefined ? {} : { quality: (call) => observe.quality!(call) }),
    epochMsOf: (at) => observe.epochMsOf(at),
    saveJournal: (reason, done) => observe.saveJournal(reason, done),
  };
}
