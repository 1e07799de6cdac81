import { setTimeout as pause } from 'node:timers/promises';
import { BusyOffice, cpuSeconds } from './busy-office.ts';

const MEASURE_MS = 10_000;

export interface ConversationCost {
  readonly linesTalking: number;
  readonly seconds: number;
  /** Share of one core, of the firmware's process; the simulator is a process of its own. */
  readonly firmwareShareOfCore: number;
  readonly simulatorShareOfCore: number;
}

/** Two calls inside, two over the exchange lines, all eight lines with somebody speaking. */
export async function measureConversation(): Promise<ConversationCost> {
  const office = await BusyOffice.start();
  try {
    const linesTalking = await office.talk();
    const processes = [office.firmware, office.simulator];
    const before = processes.map(cpuSeconds);
    await pause(MEASURE_MS);
    const seconds = MEASURE_MS / 1_000;
    const [firmware = 0, simulator = 0] = processes.map((pid, index) =>
      Number(((cpuSeconds(pid) - before[index]!) / seconds).toFixed(4)),
    );
    return { linesTalking, seconds, firmwareShareOfCore: firmware, simulatorShareOfCore: simulator };
  } finally {
    await office.close();
  }
}
