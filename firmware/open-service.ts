/** Part of the composition root: the supervisor that starts the firmware again when it hangs. */
import { openServiceManager } from '#adapters/service-manager.ts';
import type { Observe } from '#ports/observe.ts';
import { isAlive } from '#runtime/liveness.ts';

/** So many looks in the time that the supervisor waits: one may be late. */
const LOOKS = 3;

/** Tells that the start is over, and from now on that switching and media work, for as long as they do. */
export function tellSupervisor(observe: Observe, env: NodeJS.ProcessEnv): { close(): void } | null {
  const manager = openServiceManager(env);
  if (manager === null) return null;
  manager.ready();
  if (manager.withinMs === null) return manager;
  let before = observe.snapshot().statistics;
  const look = (): void => {
    const now = observe.snapshot().statistics;
    if (isAlive(before, now)) manager.alive();
    before = now;
  };
  const timer = setInterval(look, manager.withinMs / LOOKS);
  return {
    close: () => {
      clearInterval(timer);
      manager.close();
    },
  };
}
