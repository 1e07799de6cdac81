/** A list of things to do, each on a digit. */
import type { ReactNode } from 'react';
import { Sheet } from '../../admin/parts/sheet.tsx';
import { useOperator } from '../context.ts';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly aside?: ReactNode;
  readonly can: boolean;
  /** Goes on in this dialog. */
  readonly stays?: boolean;
  run(): void;
}

interface Props {
  readonly title: string;
  readonly choices: readonly Choice[];
  readonly children?: ReactNode;
}

export function Choices({ title, choices, children }: Props) {
  const { open } = useOperator();
  const take = (choice: Choice | undefined): void => {
    if (choice?.can !== true) return;
    if (choice.stays !== true) open(null);
    choice.run();
  };
  return (
    <Sheet title={title} kind="dialog" easy onClose={() => open(null)}>
      {children}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: digits are short cuts for the buttons inside */}
      <div
        className="op-choices"
        onKeyDown={({ key, altKey, ctrlKey, metaKey }) => {
          if (!altKey && !ctrlKey && !metaKey && /^[1-9]$/.test(key)) take(choices[Number(key) - 1]);
        }}
      >
        {choices.map((choice, i) => (
          <button
            key={choice.id}
            type="button"
            className="op-choice"
            aria-disabled={!choice.can}
            // biome-ignore lint/a11y/noAutofocus: a dialog begins at its first choice
            autoFocus={i === 0}
            onClick={() => take(choice)}
          >
            {i < 9 ? <kbd className="op-key">{i + 1}</kbd> : <span />}
            <span>{choice.label}</span>
            {choice.aside}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
