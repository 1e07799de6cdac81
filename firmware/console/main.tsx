import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import './styles/base.css';
import './styles/masthead.css';
import './styles/plate.css';
import './styles/telephone.css';
import './styles/display.css';
import './styles/meter.css';
import './styles/outside.css';
import './styles/inspector.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { exposeMeasuring } from './audio/measuring-surface.ts';
import { BenchProvider, createBench } from './bench.tsx';
import { TextProvider } from './text/text.tsx';
import { connectBench } from './world.ts';

const bench = createBench(connectBench());
exposeMeasuring(bench.sound);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <TextProvider>
      <BenchProvider bench={bench}>
        <App />
      </BenchProvider>
    </TextProvider>
  </StrictMode>,
);
