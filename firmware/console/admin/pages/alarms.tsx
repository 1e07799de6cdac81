/** What is not as it should be, and what to do about it. */
import { AlarmList } from '../../alarm-list.tsx';
import { useText } from '../../text/text.tsx';
import { useLive } from '../live.ts';

export default function Alarms() {
  const { t } = useText();
  const alarms = useLive((now) => now.picture.alarms);
  return (
    <div className="card alarms">
      {alarms.length === 0 ? <p className="pane-empty">{t('alarms.none')}</p> : <AlarmList alarms={alarms} />}
    </div>
  );
}
