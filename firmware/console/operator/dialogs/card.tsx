/** The card of an extension: how it stands, and whether it may be disturbed. */
import { Sheet } from '../../admin/parts/sheet.tsx';
import { useText } from '../../text/text.tsx';
import { useDesk, useOperator, useView } from '../context.ts';
import { LampSign } from '../parts/lamp.tsx';

export function Card({ number, name }: { number: string; name: string }) {
  const { t } = useText();
  const { act, open } = useOperator();
  const lamp = useDesk(({ lamps }) => lamps.get(number) ?? 'unknown');
  const may = useView((view) => view.may.includes('setDoNotDisturb'));
  const on = lamp === 'do-not-disturb';
  return (
    <Sheet title={name === '' ? number : `${name} · ${number}`} kind="dialog" easy onClose={() => open(null)}>
      <p>
        <LampSign lamp={lamp} />
      </p>
      <div className="form-end">
        <button
          type="button"
          className="button primary"
          // biome-ignore lint/a11y/noAutofocus: a dialog begins at what it is for
          autoFocus
          disabled={!may || lamp === 'unknown'}
          onClick={() => void act({ op: 'setDoNotDisturb', number: number, on: !on }, 'op.do.doNotDisturb')}
        >
          {t(on ? 'op.card.disturb' : 'op.card.doNotDisturb')}
        </button>
        <button type="button" className="button" onClick={() => open(null)}>
          {t('op.back')}
        </button>
      </div>
    </Sheet>
  );
}
