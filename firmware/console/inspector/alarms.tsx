/** The alarms of the moment, beside the bench. */
import { AlarmList } from '../alarm-list.tsx';
import { useWorld } from '../bench.tsx';
import { useText } from '../text/text.tsx';

export function Alarms() {
  const { t } = useText();
  const alarms = useWorld(({ picture }) => picture.alarms);
  return (
    <section className="pane alarms" aria-labelledby="alarms-title">
      <h2 id="alarms-title">
        {t('alarms.title')}
        {alarms.length > 0 ? <span className="count">{alarms.length}</span> : null}
      </h2>
      {alarms.length === 0 ? <p className="pane-empty">{t('alarms.none')}</p> : null}
      <AlarmList alarms={alarms} />
    </section>
  );
}
