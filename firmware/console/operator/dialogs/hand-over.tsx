/** Change of shift in the middle of everything: the next operator logs in, and all calls stay where they are. */
import { useState } from 'react';
import { TextInput } from '../../admin/parts/input.tsx';
import { lookAgain } from '../../admin/session.ts';
import { useText } from '../../text/text.tsx';
import { ActionForm } from './form.tsx';
import { TextArea } from './text-area.tsx';

const WORDS_LENGTH_MAX = 1_000;

export function HandOver() {
  const { t } = useText();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [words, setWords] = useState('');
  return (
    <ActionForm
      title={t('op.handOver')}
      go="op.handOver.go"
      doing="op.do.handOver"
      action={() => ({ op: 'handOver', user: user.trim(), password, words: words.trim() })}
      // The session of this page is the next operator’s now.
      done={() => void lookAgain()}
    >
      <p className="field-help">{t('op.handOver.help')}</p>
      <TextInput
        label={t('op.handOver.user')}
        value={user}
        onText={setUser}
        autoComplete="off"
        maxLength={64}
        required
        autoFocus
      />
      <TextInput
        label={t('login.password')}
        type="password"
        maxLength={128}
        value={password}
        onText={setPassword}
        autoComplete="off"
        required
      />
      <TextArea label={t('op.handOver.words')} value={words} onText={setWords} maxLength={WORDS_LENGTH_MAX} />
    </ActionForm>
  );
}
