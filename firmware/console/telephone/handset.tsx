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
      <path
        className="coil"
        d="M17 50 c-9 1 -11 6 -4 7 s9 -6 1 -5 c-9 1 -11 7 -4 8 s9 -7 1 -6 c-9 1 -9 8 -1 8"
        fill="none"
      />
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
    <svg className="bell" viewBox="0 0 44 20" aria-hidden="true" focusable="false">
      <g className="gong gong-left">
        <path d="M3 17 a8 8 0 0 1 16 0 z" />
        <circle cx="11" cy="8.5" r="1.4" />
      </g>
      <g className="gong gong-right">
        <path d="M25 17 a8 8 0 0 1 16 0 z" />
        <circle cx="33" cy="8.5" r="1.4" />
      </g>
      <g className="clapper">
        <path d="M22 2 V12" />
        <circle cx="22" cy="13" r="2.4" />
      </g>
    </svg>
  );
}
