/** The bench: telephones and exchange lines of the simulator. Loaded only when it is asked for. */
import './styles/plate.css';
import './styles/telephone.css';
import './styles/display.css';
import './styles/meter.css';
import './styles/outside.css';
import './styles/inspector.css';
import './styles/bench.css';
import { App } from './app.tsx';
import { exposeMeasuring } from './audio/measuring-surface.ts';
import { BenchProvider, createBench } from './bench.tsx';
import { connectBench } from './world.ts';

const bench = createBench(connectBench());
exposeMeasuring(bench.sound);

export default function BenchPage() {
  return (
    <BenchProvider bench={bench}>
      <App />
    </BenchProvider>
  );
}
