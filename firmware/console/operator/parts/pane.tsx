/** A titled part of the screen. */
import { type ReactNode, useId } from 'react';

interface Props {
  readonly name: string;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Pane({ name, title, aside, children }: Props) {
  const id = useId();
  return (
    <section className={`op-pane op-${name}`} aria-labelledby={id}>
      <div className="op-pane-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
