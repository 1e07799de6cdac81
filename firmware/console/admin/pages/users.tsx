/** Who may use the pages, and machines that may use the interface. */
import { useState } from 'react';
import type { User } from '#web/protocol/users.ts';
import { useText } from '../../text/text.tsx';
import { ask } from '../api.ts';
import { Remove } from '../list/list-section.tsx';
import { DataTable } from '../list/table.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { Link, pathOf } from '../router.tsx';
import { usePerson } from '../session.ts';
import { Tokens } from './tokens.tsx';
import { UserForm } from './user-form.tsx';

const COLUMNS = ['name', 'displayName', 'role', 'extension', 'state'] as const;

function Users() {
  const { t } = useText();
  const asked = useAsked<User[]>('/api/users');
  const me = usePerson();
  const [open, setOpen] = useState<User | 'new' | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const users = asked.value ?? [];
  const remove = async (name: string): Promise<void> => {
    setRemoving(null);
    const answer = await ask('DELETE', `/api/users/${encodeURIComponent(name)}`);
    if (answer.ok) say(t('list.removed', { name }));
    asked.again();
  };
  return (
    <>
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      <div className="tools">
        <button type="button" className="button primary" onClick={() => setOpen('new')}>
          {t('users.new')}
        </button>
      </div>
      <DataTable
        label={t('users.users')}
        columns={COLUMNS.map((id) => ({ id, name: t(`users.${id}`) }))}
        rows={users.map((one) => ({
          key: one.name,
          cells: [
            one.name,
            one.displayName,
            t(`role.${one.role}`),
            one.extension || '—',
            t(one.disabled ? 'users.disabled' : 'users.active'),
          ],
        }))}
        empty={t('list.empty')}
        onOpen={(key) => setOpen(users.find(({ name }) => name === key) ?? null)}
        onNew={() => setOpen('new')}
        onRemove={(key) => (key === me?.name ? undefined : setRemoving(key))}
      />
      {open === null ? null : (
        <UserForm
          user={open === 'new' ? null : open}
          onClose={(done) => {
            setOpen(null);
            if (done) asked.again();
          }}
        />
      )}
      {removing === null ? null : (
        <Remove name={removing} onYes={() => void remove(removing)} onNo={() => setRemoving(null)} />
      )}
    </>
  );
}

export default function UsersPage({ parts }: { parts: readonly string[] }) {
  const { t } = useText();
  const ofTokens = parts[0] === 'tokens';
  return (
    <>
      <nav className="sections" aria-label={t('admin.sections')}>
        <Link to={pathOf('users')} aria-current={ofTokens ? undefined : 'page'}>
          {t('users.users')}
        </Link>
        <Link to={pathOf('users', 'tokens')} aria-current={ofTokens ? 'page' : undefined}>
          {t('tokens.title')}
        </Link>
      </nav>
      {ofTokens ? <Tokens /> : <Users />}
    </>
  );
}
