/** Figures of the shift, and what the shift before has left. */
import { Sheet } from '../../admin/parts/sheet.tsx';
import { type TextKey, useText } from '../../text/text.tsx';
import { elapsed, useNow } from '../clock.ts';
import { useOperator, useView } from '../context.ts';

const SECOND_MS = 1_000;

export function Shift() {
  const { t } = useText();
  const { open } = useOperator();
  const now = useNow();
  const shift = useView((view) => view.statistics);
  const handover = useView((view) => view.handover);
  const seconds = (ms: number): string => t('op.seconds', { seconds: (ms / SECOND_MS).toFixed(1) });
  const percent =
    shift.answered === 0 ? '–' : `${Math.round((100 * shift.answeredInThreeRings) / shift.answered)} %`;
  const rows: readonly (readonly [TextKey, string | number])[] = [
    ['op.shift.since', elapsed(now - shift.sinceEpochMs)],
    ['op.shift.answered', shift.answered],
    ['op.shift.threeRings', percent],
    ['op.shift.mean', seconds(shift.answerMeanMs)],
    ['op.shift.p95', seconds(shift.answerP95Ms)],
    ['op.shift.transferred', shift.transferred],
    ['op.shift.recalled', shift.recalled],
    ['op.shift.lost', shift.lost],
    ['op.shift.tickets', shift.tickets],
  ];
  return (
    <Sheet title={t('op.shift')} kind="dialog" easy onClose={() => open(null)}>
      <dl className="op-figures">
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {handover === '' ? null : (
        <p className="op-handover">
          <b>{t('op.handover')}</b> {handover}
        </p>
      )}
      <div className="form-end">
        <button
          type="button"
          className="button"
          // biome-ignore lint/a11y/noAutofocus: nothing else can be done here
          autoFocus
          onClick={() => open(null)}
        >
          {t('op.back')}
        </button>
      </div>
    </Sheet>
  );
}
