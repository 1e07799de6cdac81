/** What stands around every control: its name, its help, and what is wrong with it. */
import type { ReactNode } from 'react';
import type { Finding } from '#web/protocol/configuration.ts';
import { knownKey, useText } from '../../text/text.tsx';
import { useFindingText } from '../parts/findings.tsx';

export interface FrameIds {
  readonly control: string;
  readonly label: string;
  readonly describedBy: string | undefined;
}

interface Props {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  /** Name of a text: `form.required`. */
  readonly problem?: string | null;
  readonly findings?: readonly Finding[];
  readonly required?: boolean;
  /** A group of controls has no single one that a label could be for. */
  readonly group?: boolean;
  children(ids: FrameIds): ReactNode;
}

export function Frame({
  id,
  label,
  help = '',
  problem = null,
  findings = [],
  required,
  group,
  children,
}: Props) {
  const { t } = useText();
  const findingText = useFindingText();
  const problemKey = problem === null ? null : knownKey(problem);
  const described = [
    help === '' ? [] : [`${id}-help`],
    problemKey === null ? [] : [`${id}-problem`],
    findings.length === 0 ? [] : [`${id}-findings`],
  ].flat();
  const describedBy = described.length === 0 ? undefined : described.join(' ');
  const name = (
    <>
      {label}
      {required ? <span className="required" aria-hidden="true" /> : null}
    </>
  );
  const helpText =
    help === '' ? null : (
      <p className="field-help" id={`${id}-help`}>
        {help}
      </p>
    );
  return (
    <div
      className="field"
      data-wrong={problemKey !== null || findings.some(({ severity }) => severity === 'error') || undefined}
      {...(group ? { role: 'group', 'aria-labelledby': `${id}-label`, 'aria-describedby': describedBy } : {})}
    >
      {group ? (
        <span className="field-label" id={`${id}-label`}>
          {name}
        </span>
      ) : (
        <label className="field-label" id={`${id}-label`} htmlFor={id}>
          {name}
        </label>
      )}
      {group ? helpText : null}
      {children({ control: id, label: `${id}-label`, describedBy })}
      {problemKey === null ? null : (
        <p className="field-problem" id={`${id}-problem`}>
          {t(problemKey)}
        </p>
      )}
      {findings.length === 0 ? null : (
        <ul className="field-findings" id={`${id}-findings`}>
          {findings.map((one) => (
            <li key={`${one.code} ${one.path}`} data-severity={one.severity}>
              {findingText(one).what} {findingText(one).todo}
            </li>
          ))}
        </ul>
      )}
      {group ? null : helpText}
    </div>
  );
}
