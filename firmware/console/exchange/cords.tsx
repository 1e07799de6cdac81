/** The cords of the switchboard: one for each call, from jack to jack, hanging as cords do. */
import { type RefObject, useEffect, useState } from 'react';
import type { Call } from '#web/protocol.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

interface Cord {
  readonly call: string;
  readonly colour: number;
  readonly from: Place;
  readonly to: Place | null;
  readonly talking: boolean;
}

const COLOURS = 6;

/** A call keeps its colour as long as it lives. */
const colourOf = (call: string): number => {
  let sum = 0;
  for (const letter of call) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % COLOURS;
};

/** Centres of the jacks inside the plate, measured anew when the plate changes its size. */
function usePlaces(plate: RefObject<HTMLElement | null>, count: number): ReadonlyMap<string, Place> {
  const [places, setPlaces] = useState<ReadonlyMap<string, Place>>(new Map());
  // Not a layout effect: on the first drawing the plate around it has its reference only after that.
  useEffect(() => {
    const element = plate.current;
    if (element === null || count === 0) return;
    const measure = () => {
      const box = element.getBoundingClientRect();
      const found = [...element.querySelectorAll<HTMLElement>('[data-jack]')].map((jack) => {
        const hole = jack.getBoundingClientRect();
        const place = { x: hole.left + hole.width / 2 - box.left, y: hole.top + hole.height / 2 - box.top };
        return [jack.dataset.jack!, place] as const;
      });
      setPlaces(new Map(found));
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [plate, count]);
  return places;
}

function cordsOf(calls: readonly Call[], places: ReadonlyMap<string, Place>): Cord[] {
  return calls.flatMap((call) => {
    const [first, second] = call.parties;
    const from = first === undefined ? undefined : places.get(first.port);
    if (from === undefined) return [];
    const to = second === undefined ? null : (places.get(second.port) ?? null);
    const talking = call.parties.length > 1 && call.parties.every(({ state }) => state === 'connected');
    return [{ call: call.call, colour: colourOf(call.call), from, to, talking }];
  });
}

const SLEEVE = 26;

/** From the end of one plug to the end of the other; long cords hang deeper. */
function hanging(from: Place, to: Place): string {
  const sag = Math.min(74, 34 + Math.abs(to.x - from.x) * 0.09);
  const [y1, y2] = [from.y + SLEEVE, to.y + SLEEVE];
  const deep = Math.max(y1, y2) + sag;
  const lean = (to.x - from.x) * 0.16;
  return `M${from.x} ${y1} C${from.x} ${deep} ${from.x + lean} ${deep} ${(from.x + to.x) / 2} ${deep} S${to.x} ${deep} ${to.x} ${y2}`;
}

/** One plug alone: its cord hangs straight down and off the plate. */
const loose = (from: Place): string => `M${from.x} ${from.y + SLEEVE} v120`;

function Plug({ at, colour }: { at: Place; colour: number }) {
  return (
    <g className="plug" data-colour={colour} transform={`translate(${at.x} ${at.y})`}>
      <circle r="7" className="plug-tip" />
      <rect x="-6" y="2" width="12" height="9" rx="1.5" className="plug-collar" />
      <rect x="-7.5" y="8" width="15" height="20" rx="4.5" className="plug-sleeve" />
      <path d="M-3.5 11 v14" className="plug-gleam" />
    </g>
  );
}

function CordOf({ cord }: { cord: Cord }) {
  const path = cord.to === null ? loose(cord.from) : hanging(cord.from, cord.to);
  return (
    <g className="cord" data-colour={cord.colour} data-talking={cord.talking || undefined}>
      <path className="cord-shadow" d={path} transform="translate(0 5)" />
      <path className="cord-line" d={path} />
      <path className="cord-gleam" d={path} transform="translate(-1 -1.4)" />
      <path className="cord-flow" d={path} />
      <Plug at={cord.from} colour={cord.colour} />
      {cord.to === null ? null : <Plug at={cord.to} colour={cord.colour} />}
    </g>
  );
}

interface Props {
  readonly plate: RefObject<HTMLElement | null>;
  readonly calls: readonly Call[];
  readonly jacks: number;
}

export function Cords({ plate, calls, jacks }: Props) {
  const places = usePlaces(plate, jacks);
  return (
    <svg className="cords" aria-hidden="true" focusable="false">
      {cordsOf(calls, places).map((cord) => (
        <CordOf key={cord.call} cord={cord} />
      ))}
    </svg>
  );
}
