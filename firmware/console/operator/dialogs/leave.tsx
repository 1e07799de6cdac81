/** The end of the shift: the console goes out of service, and what is held goes back to the group. */
import { Sheet } from '../../admin/parts/sheet.tsx';
import { useText } from '../../text/text.tsx';
import { useDesk, useOperator, useView } from '../context.ts';
import { chooseConsole, forgetConsole } from '../place.ts';

export function Leave() {
  const { t } = useText();
  const { close, open } = useOperator();
  const held = useView((view) => view.held.length);
  const practises = useDesk(({ training }) => training !== null);
  // Logging out ends the shift there; this page no longer listens by then.
  const leave = (): void => {
    close();
    if (practises) chooseConsole(null);
    else void forgetConsole();
  };
  return (
    <Sheet title={t('op.leave')} kind="alertdialog" onClose={() => open(null)}>
      <p>
        {practises ? t('op.train.leave') : t(held > 0 ? 'op.leave.held' : 'op.leave.help', { count: held })}
      </p>
      <div className="form-end">
        <button
          type="button"
          className="button primary"
          // biome-ignore lint/a11y/noAutofocus: the dialog asks one question
          autoFocus
          onClick={leave}
        >
          {t(practises ? 'op.train.leave.go' : 'op.leave.go')}
        </button>
        <button type="button" className="button" onClick={() => open(null)}>
          {t('op.back')}
        </button>
      </div>
    </Sheet>
  );
}
