/** The administration: who is here decides which door is shown. Loaded only when it is asked for. */
import '../styles/admin.css';
import '../styles/admin-form.css';
import '../styles/admin-table.css';
import '../styles/admin-pages.css';
import { adminEn } from '../text/en.admin.ts';
import { addTexts } from '../text/text.tsx';
import { adminZhCN } from '../text/zh-CN.admin.ts';
import { SessionGate } from './doors/gate.tsx';
import { Shell } from './shell/shell.tsx';

addTexts({ 'zh-CN': adminZhCN, en: adminEn });

export default function Admin() {
  return <SessionGate title="admin.title">{(person) => <Shell person={person} />}</SessionGate>;
}
