/** The waveform in the earpiece, drawn as a small oscilloscope would. */
import { useEffect, useRef } from 'react';
import type { BenchDevice } from '#web/protocol.ts';
import { useBench } from '../bench.tsx';

/** 40 ms: eighteen periods of dial tone. */
const SHOWN_SAMPLES = 320;
const FULL_SCALE = 12_000;
const REDRAW_MS = 40;

/** First rising zero crossing, so that a steady tone stands still. */
function trigger(samples: Int16Array, most: number): number {
  for (let i = 1; i < most; i += 1) if (samples[i - 1]! < 0 && samples[i]! >= 0) return i;
  return 0;
}

function draw(canvas: HTMLCanvasElement, samples: Int16Array): void {
  const scale = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.clearRect(0, 0, width, height);
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.lineWidth = 1.25 * scale;
  pen.lineJoin = 'round';
  pen.beginPath();
  const start = trigger(samples, samples.length - SHOWN_SAMPLES);
  for (let i = 0; i < SHOWN_SAMPLES; i += 1) {
    const part = Math.max(-1, Math.min(1, (samples[start + i] ?? 0) / FULL_SCALE));
    const x = (i / (SHOWN_SAMPLES - 1)) * width;
    const y = (0.5 - part * 0.46) * height;
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.stroke();
}

export function Scope({ device }: { device: BenchDevice }) {
  const { sound } = useBench();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const redraw = () => {
      if (canvas.current === null || document.hidden) return;
      const ear = sound.ear(device);
      draw(canvas.current, still || ear === null ? new Int16Array(0) : ear.last(SHOWN_SAMPLES + 160));
    };
    redraw();
    const timer = setInterval(redraw, REDRAW_MS);
    return () => clearInterval(timer);
  }, [device, sound]);
  return <canvas className="scope" ref={canvas} />;
}
