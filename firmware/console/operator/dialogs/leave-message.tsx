/** For somebody who is not there. */
import { useState } from 'react';
import { TextInput } from '../../admin/parts/input.tsx';
import { useText } from '../../text/text.tsx';
import { ActionForm } from './form.tsx';
import { TextArea } from './text-area.tsx';

const TEXT_LENGTH_MAX = 1_000;

export function LeaveMessage({ to, from }: { to: string; from: string }) {
  const { t } = useText();
  const [number, setNumber] = useState(to);
  const [who, setWho] = useState(from);
  const [text, setText] = useState('');
  return (
    <ActionForm
      title={t('op.message.new')}
      go="op.message.go"
      doing="op.do.message"
      action={() => ({
        op: 'leaveMessage',
        for: number.trim(),
        from: who.trim(),
        text: text.trim(),
      })}
    >
      <TextInput
        label={t('op.message.for')}
        value={number}
        onText={setNumber}
        pattern="[0-9*#]+"
        maxLength={32}
        inputMode="tel"
        required
        autoFocus={to === ''}
      />
      <TextInput label={t('op.message.who')} value={who} onText={setWho} maxLength={64} />
      <TextArea
        label={t('op.message.text')}
        value={text}
        onText={setText}
        maxLength={TEXT_LENGTH_MAX}
        required
        autoFocus={to !== ''}
      />
    </ActionForm>
  );
}
