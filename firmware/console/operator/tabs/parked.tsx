/** Parked calls: anybody may take them, and so may the operator. */
import { useText } from '../../text/text.tsx';
import { useOperator, useView } from '../context.ts';

export function Parked() {
  const { t } = useText();
  const { act } = useOperator();
  const parked = useView((view) => view.parked);
  if (parked.length === 0) return <p className="pane-empty">{t('op.parked.none')}</p>;
  return (
    <ul className="op-rows" aria-label={t('op.tab.parked')}>
      {parked.map(({ slot, number, name }) => (
        <li key={slot}>
          <button
            type="button"
            className="op-line-row"
            onClick={() => void act({ op: 'consoleCall', to: slot }, 'op.do.takeParked')}
          >
            <b className="op-number">{slot}</b>
            <span>{name || number || t('op.unknown')}</span>
            <span className="op-number">{name === '' ? '' : number}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
