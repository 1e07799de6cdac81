/** What RAUC asks of a boot loader: `get-primary`, `set-primary A`, `get-state A`, `set-state A good`, `get-current`. */
import { primaryOf, type Slot, withMark, withPrimary } from './boot-state.ts';
import { changeBootState, readBootState, runningSlot } from './place.ts';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const [request = '', name, mark] = process.argv.slice(2);
const slot: Slot | null = name === 'A' || name === 'B' ? name : null;

if (request === 'get-primary') say(primaryOf(readBootState()) ?? runningSlot());
else if (request === 'get-current') say(runningSlot());
else if (request === 'get-state' && slot !== null) say(readBootState().left[slot] > 0 ? 'good' : 'bad');
else if (request === 'set-primary' && slot !== null) changeBootState((state) => withPrimary(state, slot));
else if (request === 'set-state' && slot !== null && (mark === 'good' || mark === 'bad'))
  changeBootState((state) => withMark(state, slot, mark === 'good'));
else {
  process.stderr.write(`not understood: ${process.argv.slice(2).join(' ')}\n`);
  process.exitCode = 2;
}
