/** The handset and its cradle. Drawn once; lifting is a transform in the style sheet. */
import { useId } from 'react';

export function Handset() {
  const id = useId();
  return (
    <svg className="handset" viewBox="0 0 160 62" aria-hidden="true" focusable="false">
      <defs>
        <linearGradient id={`${id}s`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="handset-light" />
          <stop offset="0.55" className="handset-mid" />
          <stop offset="1" className="handset-dark" />
        </linearGradient>
      </defs>
      <g className="cradle">
        <rect x="22" y="47" width="26" height="11" rx="3" />
        <rect x="112" y="47" width="26" height="11" rx="3" />
        <rect className="plunger" x="30" y="40" width="10" height="10" rx="2.5" />
        <rect className="plunger" x="120" y="40" width="10" height="10" rx="2.5" />
      </g>
      <path className="coil" d="M16 48 C7 49 2 53 4 60" fill="none" />
      <g className="handset-body">
        <ellipse className="handset-shadow" cx="80" cy="55" rx="66" ry="4" />
        <path
          fill={`url(#${id}s)`}
          d="M10 50 C4 50 3 44 4 36 C6 18 24 7 44 6 C60 5 100 5 116 6 C136 7 154 18 156 36 C157 44 156 50 150 50
             L118 50 C111 50 109 47 108 41 C106 31 100 27 90 27 L70 27 C60 27 54 31 52 41 C51 47 49 50 42 50 Z"
        />
        <path
          className="handset-gleam"
          d="M16 29 C24 16 38 11 56 10.5 L104 10.5 C122 11 136 16 144 29"
          fill="none"
        />
        <g className="handset-holes">
          <circle cx="20" cy="44" r="1.2" />
          <circle cx="26" cy="44" r="1.2" />
          <circle cx="32" cy="44" r="1.2" />
          <circle cx="128" cy="44" r="1.2" />
          <circle cx="134" cy="44" r="1.2" />
          <circle cx="140" cy="44" r="1.2" />
        </g>
      </g>
    </svg>
  );
}

/** Two gongs and a clapper between them; they swing while ringing current flows. */
export function Bell() {
  return (
    <svg className="bell" viewBox="0 0 46 22" aria-hidden="true" focusable="false">
      <g className="gong gong-left">
        <path d="M2 19 C2 9 6 4 11 4 S20 9 20 19 Z" />
        <path className="gong-gleam" d="M6 15 C6 10 8 7 10.5 6.5" />
      </g>
      <g className="gong gong-right">
        <path d="M26 19 C26 9 30 4 35 4 S44 9 44 19 Z" />
        <path className="gong-gleam" d="M30 15 C30 10 32 7 34.5 6.5" />
      </g>
      <g className="clapper">
        <path d="M23 3 V13" />
        <circle cx="23" cy="14.5" r="2.3" />
      </g>
    </svg>
  );
}
