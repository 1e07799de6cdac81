/** A user: new, or changed. */
import { type FormEvent, useState } from 'react';
import type { User, UserChange } from '#web/protocol/users.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { ChoiceInput, TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';

export const ROLES = ['administrator', 'technician', 'supervisor', 'operator', 'agent', 'viewer'] as const;
const PASSWORD_LENGTH_MIN = 10;
const FRESH: User = {
  name: '',
  displayName: '',
  role: 'technician',
  extension: '',
  language: 'zh-CN',
  disabled: false,
};

function save(before: User | null, now: User, password: string) {
  const { name, disabled, ...rest } = now;
  if (before === null) return ask('POST', '/api/users', { name, ...rest, password });
  const change: UserChange = { ...rest, disabled, ...(password === '' ? {} : { password }) };
  return ask('PATCH', `/api/users/${encodeURIComponent(before.name)}`, change);
}

export function UserForm({ user, onClose }: { user: User | null; onClose(done: boolean): void }) {
  const { t, language } = useText();
  const [now, setNow] = useState<User>(user ?? { ...FRESH, language });
  const [password, setPassword] = useState('');
  const [error, setError] = useState<Refused | null>(null);
  const set = <K extends keyof User>(name: K, value: User[K]): void => setNow({ ...now, [name]: value });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await save(user, now, password);
    if (!answer.ok) return setError(answer.error);
    say(t('list.kept', { name: now.name }));
    onClose(true);
  };
  return (
    <Sheet title={user === null ? t('users.new') : user.name} onClose={() => onClose(false)}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        {user === null ? (
          <TextInput
            label={t('users.name')}
            help={t('first.nameHelp')}
            value={now.name}
            onText={(name) => set('name', name)}
            pattern="[a-z][a-z0-9._\-]{0,31}"
            autoComplete="off"
            required
          />
        ) : null}
        <TextInput
          label={t('users.displayName')}
          value={now.displayName}
          onText={(text) => set('displayName', text)}
          maxLength={64}
        />
        <ChoiceInput
          label={t('users.role')}
          value={now.role}
          options={ROLES.map((one) => [one, t(`role.${one}`)])}
          onText={(role) => set('role', role as User['role'])}
        />
        <TextInput
          label={t('users.extension')}
          help={t('users.extensionHelp')}
          value={now.extension}
          onText={(text) => set('extension', text)}
          pattern="[0-9*#]{0,16}"
        />
        <ChoiceInput
          label={t('page.language')}
          value={now.language}
          options={(['zh-CN', 'en'] as const).map((one) => [one, t(`guides.${one}`)])}
          onText={(text) => set('language', text as User['language'])}
        />
        <TextInput
          label={t(user === null ? 'login.password' : 'users.newPassword')}
          help={t('first.passwordHelp', { count: PASSWORD_LENGTH_MIN })}
          value={password}
          onText={setPassword}
          type="password"
          minLength={PASSWORD_LENGTH_MIN}
          autoComplete="new-password"
          required={user === null}
        />
        {user === null ? null : (
          <label className="check">
            <input
              type="checkbox"
              checked={now.disabled}
              onChange={(event) => set('disabled', event.target.checked)}
            />
            {t('users.disable')}
          </label>
        )}
        {error === null ? null : <Problem error={error} />}
        <div className="form-end">
          <button type="submit" className="button primary">
            {t('users.save')}
          </button>
          <button type="button" className="button" onClick={() => onClose(false)}>
            {t('form.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
