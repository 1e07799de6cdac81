import type { ReactNode } from 'react';

/** A part that scrolls by itself; it takes the focus, so that arrow keys can scroll it (WCAG 2.1.1). */
export function ScrollRegion(props: { className: string; label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={props.className} aria-label={props.label} tabIndex={0}>
      {props.children}
    </section>
  );
}
