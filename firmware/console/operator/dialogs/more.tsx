/** What is not needed with every call. */
import { useState } from 'react';
import { TextInput } from '../../admin/parts/input.tsx';
import { type TextKey, useText } from '../../text/text.tsx';
import { useDesk, useOperator, useView } from '../context.ts';
import type { DeskAction } from '../contract.ts';
import type { Command } from '../keys/command.ts';
import { decide } from '../orders.ts';
import { KeyCap } from '../parts/key-cap.tsx';
import { Choices } from './choices.tsx';
import { ActionForm } from './form.tsx';

const COMMANDS: readonly (readonly [Command, TextKey])[] = [
  ['retrieve', 'op.key.retrieve'],
  ['ringAgain', 'op.key.ringAgain'],
  ['split', 'op.key.split'],
  ['chain', 'op.key.chain'],
  ['intrude', 'op.key.intrude'],
  ['card', 'op.key.card'],
  ['wakeUp', 'op.key.wakeUp'],
  ['directory', 'op.directory'],
  ['books', 'op.books'],
  ['message', 'op.message.new'],
  ['distribute', 'op.distribution'],
  ['suspend', 'op.key.suspend'],
  ['handOver', 'op.handOver'],
];
const FORMS = ['callFor', 'groupCall', 'rollCall'] as const;
/** The exchange calls no more at once. */
const NUMBERS_MAX = 64;
type FormName = (typeof FORMS)[number];

/** Numbers apart by spaces or commas of either script. */
const numbersIn = (text: string): string[] =>
  text
    .split(/[\s,;，、；]+/)
    .filter((one) => one !== '')
    .slice(0, NUMBERS_MAX);

function actionOf(form: FormName, from: string, to: string): DeskAction | null {
  if (form === 'callFor') return { op: 'consoleCallFor', from: from.trim(), to: to.trim() };
  const numbers = numbersIn(to);
  return numbers.length === 0 ? null : { op: 'consoleGroupCall', numbers, rollCall: form === 'rollCall' };
}

function NumbersForm({ form }: { form: FormName }) {
  const { t } = useText();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  return (
    <ActionForm
      title={t(`op.more.${form}`)}
      go="op.key.call"
      doing="op.do.plain"
      action={() => actionOf(form, from, to)}
    >
      <p className="field-help">{t(`op.more.${form}.help`)}</p>
      {form === 'callFor' ? (
        <TextInput
          label={t('op.more.from')}
          value={from}
          onText={setFrom}
          inputMode="tel"
          required
          autoFocus
        />
      ) : null}
      <TextInput
        label={t(form === 'callFor' ? 'op.more.to' : 'op.more.numbers')}
        value={to}
        onText={setTo}
        required
        autoFocus={form !== 'callFor'}
      />
    </ActionForm>
  );
}

export function More() {
  const { t } = useText();
  const operator = useOperator();
  const desk = useDesk((now) => now);
  const may = useView((view) => view.may);
  const [form, setForm] = useState<FormName | null>(null);
  if (form !== null) return <NumbersForm form={form} />;
  const commands = COMMANDS.map(([command, label]) => ({
    id: command,
    label: t(label),
    aside: <KeyCap command={command} />,
    can: decide(command, desk).kind !== 'refused',
    run: () => operator.run(command),
  }));
  const forms = FORMS.map((name) => ({
    id: name,
    label: t(`op.more.${name}`),
    can: may.includes(name === 'callFor' ? 'consoleCallFor' : 'consoleGroupCall'),
    stays: true,
    run: () => setForm(name),
  }));
  const harassing = {
    id: 'harassing',
    label: t('op.more.harassing'),
    can: may.includes('consoleHarassing'),
    run: () => void operator.act({ op: 'consoleHarassing' }),
  };
  return <Choices title={t('op.key.more')} choices={[...commands, ...forms, harassing]} />;
}
