/** What a screen reader speaks: what is loud interrupts, everything else waits its turn. */

/** Said twice, a sentence must not look the same, or the second is not spoken. */
const DIFFERENT = '\u00a0';

interface Props {
  readonly sentences: readonly { readonly text: string; readonly loud: boolean }[];
  /** Goes up with each time that something is said. */
  readonly count: number;
}

export function LiveRegions({ sentences, count }: Props) {
  const words = (loud: boolean): string => {
    const text = sentences
      .filter((one) => one.loud === loud)
      .map((one) => one.text)
      .join(' ');
    return text === '' || count % 2 === 0 ? text : `${text}${DIFFERENT}`;
  };
  return (
    <>
      <div className="visually-hidden" aria-live="polite" data-testid="said">
        {words(false)}
      </div>
      <div className="visually-hidden" aria-live="assertive" data-testid="said-loud">
        {words(true)}
      </div>
    </>
  );
}
