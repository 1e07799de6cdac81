/** Under a list that comes in pages, newest first: back to the newest, on to older ones; null where there are none. */
import { useText } from '../../text/text.tsx';

interface Props {
  readonly onNewest: (() => void) | null;
  readonly onOlder: (() => void) | null;
}

export function Pager({ onNewest, onOlder }: Props) {
  const { t } = useText();
  return (
    <div className="tools">
      {onNewest === null ? null : (
        <button type="button" className="button" onClick={onNewest}>
          {t('list.newest')}
        </button>
      )}
      {onOlder === null ? null : (
        <button type="button" className="button" onClick={onOlder}>
          {t('list.older')}
        </button>
      )}
    </div>
  );
}
