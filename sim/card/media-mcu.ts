import { A_LAW_IDLE, MU_LAW_IDLE } from '../g711.ts';
import {
  CARD_FLAG,
  EVENT,
  EVENTS_MAX,
  encodeCardBurst,
  HOST_FLAG,
  HostBurst,
  PAYLOAD_OFFSET,
  RxFrame,
  SAMPLES,
} from './burst.ts';
import type { Highway } from './highway.ts';
import type { Sockets } from './sockets.ts';
import { QUEUE_FRAMES, TxQueue } from './tx-queue.ts';

/** Relays stay energised for so many frames (2 s) after the last good burst of the host. */
const GOOD_BURST_FRAMES = 400;
const SUPPLY_MILLIVOLTS = 12_000;

/** What the media MCU has to know of the rest of the card at each frame. */
export interface CardState {
  readonly pclkLost: boolean;
  readonly relays: boolean;
  readonly inputPower: boolean;
}

/** Media MCU: queues of frames both ways, the burst on CE1, edges with their time. */
export class MediaMcu {
  private readonly sockets: Sockets;
  private readonly highway: Highway;
  private readonly tx = new TxQueue();
  private readonly host = new HostBurst();
  /** Two more than wait: one is being filled, one was sent last and is sent again if the host asks early. */
  private readonly rx: readonly RxFrame[] = Array.from({ length: QUEUE_FRAMES + 2 }, () => new RxFrame());
  private rxHead = 0;
  private rxCount = 0;
  private filling = 0;
  private sent = 0;
  private seq = 0;
  private tick = 0;
  private first = true;
  private overrun = false;
  private muLaw = false;
  private linear = false;
  private loopback = false;
  private slotEnable = 0;
  private framesSinceGood = GOOD_BURST_FRAMES + 1;
  private intBefore = 0xff;
  private ringBefore = 0xff;
  private crcErrors = 0;
  relayRequest = 0;

  constructor(sockets: Sockets, highway: Highway) {
    this.sockets = sockets;
    this.highway = highway;
    this.powerUp();
  }

  powerUp(): void {
    this.tx.resync();
    this.rxCount = 0;
    this.seq = 0;
    this.tick = 0;
    this.first = true;
    this.overrun = false;
    this.slotEnable = 0;
    this.framesSinceGood = GOOD_BURST_FRAMES + 1;
    this.relayRequest = 0;
    this.crcErrors = 0;
    this.muLaw = false;
    this.loopback = false;
    this.rxHead = 1;
    this.filling = 1;
    this.sent = 0;
    this.rx[0]!.payload.fill(A_LAW_IDLE);
    this.rx[0]!.seq = 0xffff;
    this.begin();
  }

  get frameReady(): boolean {
    return this.rxCount > 0;
  }

  /** A good burst came in the last 2 s. */
  get hostAlive(): boolean {
    return this.framesSinceGood <= GOOD_BURST_FRAMES;
  }

  /** Something happened at this 125 µs tick of the frame; of more than seven the header's levels tell. */
  event(kind: number, position: number, tick: number, value: number): void {
    const frame = this.rx[this.filling]!;
    if (frame.eventCount >= EVENTS_MAX) return;
    const at = frame.eventCount * 4;
    frame.events[at] = position;
    frame.events[at + 1] = kind;
    frame.events[at + 2] = tick;
    frame.events[at + 3] = value;
    frame.eventCount++;
  }

  /** Compares the chips' pins with what they were 1.25 ms ago. */
  watchPins(tick: number): void {
    const { intLevels, ringLevels } = this.sockets;
    if (intLevels !== this.intBefore) this.edges(intLevels, this.intBefore, EVENT.intFell, tick);
    if (ringLevels !== this.ringBefore) this.edges(ringLevels, this.ringBefore, EVENT.ringFell, tick);
    this.intBefore = intLevels;
    this.ringBefore = ringLevels;
  }

  /** Ends the frame: plays one from the host to the chips, takes one from them. */
  run(state: CardState): void {
    const frame = this.rx[this.filling]!;
    const idle = this.muLaw ? MU_LAW_IDLE : A_LAW_IDLE;
    this.tx.setIdle(idle);
    this.tx.next();
    frame.payload.fill(idle);
    const enabled = state.pclkLost ? 0 : this.slotEnable;
    this.highway.run(this.sockets.chips, this.tx.slots, frame.slots, enabled, idle);
    if (this.loopback) frame.payload.set(this.tx.payload);
    this.complete(frame, state);
    this.framesSinceGood++;
  }

  /** One burst: the card's frame goes out while the host's comes in. */
  exchange(mosi: Uint8Array, miso: Uint8Array, inputPower: boolean): void {
    if (this.rxCount > 0) {
      this.sent = this.rxHead;
      this.rxHead = (this.rxHead + 1) % this.rx.length;
      this.rxCount--;
    }
    encodeCardBurst(
      this.rx[this.sent]!,
      {
        txDepth: this.tx.depth,
        rxDepth: this.rxCount,
        crcErrors: this.crcErrors,
        lostTx: this.tx.lost,
        supplyMillivolts: inputPower ? SUPPLY_MILLIVOLTS : 0,
      },
      miso,
    );
    this.host.read(mosi);
    this.accept(mosi);
  }

  private accept(mosi: Uint8Array): void {
    const { host } = this;
    if (!host.headerGood) {
      this.crcErrors = (this.crcErrors + 1) & 0xffff;
      return;
    }
    this.muLaw = (host.flags & HOST_FLAG.muLaw) !== 0;
    this.loopback = (host.flags & HOST_FLAG.loopback) !== 0;
    this.linear = (host.flags & HOST_FLAG.linear) !== 0;
    this.slotEnable = host.slotEnable;
    this.relayRequest = host.relayRequest;
    this.tx.draining = (host.flags & HOST_FLAG.draining) !== 0;
    this.tx.setDesired(host.desiredDepth);
    if (host.flags & HOST_FLAG.resync) {
      this.tx.resync();
      this.rxCount = 0;
      this.rxHead = this.filling;
    }
    if (host.payloadGood) this.framesSinceGood = 0;
    else this.crcErrors = (this.crcErrors + 1) & 0xffff;
    // 16-bit linear frames are not of this card variant: b0 of its answers says so, and nothing is played.
    this.tx.push(host.seq, host.payloadGood && !this.linear ? mosi : null, PAYLOAD_OFFSET);
  }

  private complete(frame: RxFrame, state: CardState): void {
    frame.seq = this.seq;
    frame.tick = this.tick;
    frame.txSeqPlaying = this.tx.seqPlaying;
    frame.intLevels = this.sockets.intLevels;
    frame.ringLevels = this.sockets.ringLevels;
    frame.present = this.sockets.present;
    frame.flags =
      (this.muLaw ? CARD_FLAG.muLaw : 0) |
      (this.first ? CARD_FLAG.first : 0) |
      (this.overrun ? CARD_FLAG.overrun : 0) |
      (this.tx.underrun ? CARD_FLAG.underrun : 0) |
      (state.pclkLost ? CARD_FLAG.pclkLost : 0) |
      (state.relays ? CARD_FLAG.relays : 0) |
      (this.loopback ? CARD_FLAG.loopback : 0);
    this.first = false;
    this.overrun = false;
    this.seq = (this.seq + 1) & 0xffff;
    this.tick = (this.tick + SAMPLES) >>> 0;
    this.rxCount++;
    if (this.rxCount > QUEUE_FRAMES) {
      this.rxHead = (this.rxHead + 1) % this.rx.length;
      this.rxCount--;
      this.overrun = true;
    }
    this.filling = (this.filling + 1) % this.rx.length;
    // After overruns the frame that was sent last is about to be filled: forget it.
    if (this.filling === this.sent) this.sent = this.rxHead;
    this.begin();
  }

  private begin(): void {
    const frame = this.rx[this.filling]!;
    frame.eventCount = 0;
    frame.events.fill(0);
  }

  private edges(now: number, before: number, fell: number, tick: number): void {
    for (let position = 0; position < 8; position++) {
      const bit = 1 << position;
      if (((now ^ before) & bit) === 0) continue;
      const level = (now & bit) === 0 ? 0 : 1;
      this.event(fell + level, position, tick, level);
    }
  }
}
