/** Whatever stands over the page; loaded when it is first asked for. */

import type { Open } from '../desk.ts';
import { Books } from './books.tsx';
import { Card } from './card.tsx';
import { Directory } from './directory.tsx';
import { Distribution } from './distribution.tsx';
import { HandOver } from './hand-over.tsx';
import { Intrude } from './intrude.tsx';
import { Leave } from './leave.tsx';
import { LeaveMessage } from './leave-message.tsx';
import { More } from './more.tsx';
import { Settings } from './settings.tsx';
import { Shift } from './shift.tsx';
import { WakeUp } from './wake-up.tsx';

export default function Dialogs({ open }: { open: Open }) {
  switch (open.what) {
    case 'settings':
      return <Settings />;
    case 'more':
      return <More />;
    case 'handOver':
      return <HandOver />;
    case 'shift':
      return <Shift />;
    case 'leave':
      return <Leave />;
    case 'intrude':
      return <Intrude number={open.number} name={open.name} />;
    case 'card':
      return <Card number={open.number} name={open.name} />;
    case 'wakeUp':
      return <WakeUp number={open.number} name={open.name} />;
    case 'distribution':
      return <Distribution />;
    case 'books':
      return <Books />;
    case 'directory':
      return <Directory find={open.find} fresh={open.fresh} />;
    case 'message':
      return <LeaveMessage to={open.for} from={open.from} />;
  }
}
