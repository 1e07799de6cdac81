/** The right third: directory with lamps, parked calls, history, messages. */
import { type Key, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useText } from '../../text/text.tsx';
import { useView } from '../context.ts';
import { History } from './history.tsx';
import { Lamps } from './lamps.tsx';
import { Messages } from './messages.tsx';
import { Parked } from './parked.tsx';

const TABS = ['lamps', 'parked', 'history', 'messages'] as const satisfies readonly Key[];

export function Side() {
  const { t } = useText();
  const parked = useView((view) => view.parked.length);
  const messages = useView((view) => view.messages.length);
  const counts: Partial<Record<(typeof TABS)[number], number>> = { parked, messages };
  return (
    <Tabs className="op-pane op-side">
      <TabList className="op-tabs" aria-label={t('op.side')}>
        {TABS.map((id) => (
          <Tab key={id} id={id} className="op-tab">
            {t(`op.tab.${id}`)}
            {counts[id] ? <span className="op-tab-count">{counts[id]}</span> : null}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="lamps" className="op-panel">
        <Lamps />
      </TabPanel>
      <TabPanel id="parked" className="op-panel">
        <Parked />
      </TabPanel>
      <TabPanel id="history" className="op-panel">
        <History />
      </TabPanel>
      <TabPanel id="messages" className="op-panel">
        <Messages />
      </TabPanel>
    </Tabs>
  );
}
