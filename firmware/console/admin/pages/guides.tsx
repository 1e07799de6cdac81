/** What callers hear: built-in sounds and own recordings in their place. */

import { type ChangeEvent, useRef, useState } from 'react';
import type { GuideSound } from '#web/protocol/guides.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { ChoiceInput, TextInput } from '../parts/input.tsx';
import { PlainTable } from '../parts/plain-table.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { duration } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';

/** As the exchange's own limit on a file. */
const WAV_BYTES_MAX = 10 * 1024 * 1024;
const addressOf = ({ language, key }: Pick<GuideSound, 'language' | 'key'>): string =>
  `/api/guides/${language}/${encodeURIComponent(key)}`;

let context: AudioContext | null = null;
let playing: AudioBufferSourceNode | null = null;

/** Plays a sound; what was playing stops. False: it could not be played. */
async function play(sound: GuideSound): Promise<boolean> {
  playing?.stop();
  playing = null;
  try {
    context ??= new AudioContext();
    const answer = await fetch(`${addressOf(sound)}/wav`);
    if (!answer.ok) return false;
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(await answer.arrayBuffer());
    source.connect(context.destination);
    source.start();
    playing = source;
    return true;
  } catch {
    return false;
  }
}

function Upload({ label, onFile }: { label: string; onFile(file: File): void }) {
  const { t } = useText();
  const input = useRef<HTMLInputElement>(null);
  const chosen = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file !== undefined) onFile(file);
  };
  return (
    <>
      <button
        type="button"
        className="button quiet"
        aria-label={label}
        onClick={() => input.current?.click()}
      >
        {t('guides.upload')}
      </button>
      <input ref={input} type="file" accept=".wav,audio/wav" aria-label={label} hidden onChange={chosen} />
    </>
  );
}

function SoundRow({
  sound,
  onUpload,
  onReset,
  onPlay,
}: {
  sound: GuideSound;
  onUpload(file: File): void;
  onReset(): void;
  onPlay(): void;
}) {
  const { t } = useText();
  const name = `${sound.key} ${sound.text}`;
  return (
    <tr>
      <th scope="row">
        <span className="sound-text" lang={sound.language === 'any' ? undefined : sound.language}>
          {sound.text || sound.key}
        </span>
        <code>{sound.key}</code>
        {sound.telephoneCode === null ? null : (
          <span className="mono"> · {t('guides.telephoneCode', { code: sound.telephoneCode })}</span>
        )}
      </th>
      <td>{t(`guides.${sound.language}`)}</td>
      <td>{t(`guides.${sound.origin}`)}</td>
      <td className="mono">{sound.lengthMs === 0 ? '—' : duration(sound.lengthMs)}</td>
      <td>
        <span className="row-tools">
          {sound.origin === 'missing' ? null : (
            <button
              type="button"
              className="button quiet"
              aria-label={t('guides.listenTo', { name })}
              onClick={onPlay}
            >
              {t('guides.listen')}
            </button>
          )}
          <Upload label={t('guides.uploadFor', { name })} onFile={onUpload} />
          {sound.origin === 'own' ? (
            <button
              type="button"
              className="button quiet"
              aria-label={t('guides.resetOf', { name })}
              onClick={onReset}
            >
              {t('guides.reset')}
            </button>
          ) : null}
        </span>
      </td>
    </tr>
  );
}

function NewSound({ onUpload }: { onUpload(sound: Pick<GuideSound, 'key' | 'language'>, file: File): void }) {
  const { t } = useText();
  const [key, setKey] = useState('');
  const [language, setLanguage] = useState<GuideSound['language']>('any');
  return (
    <div className="tools filters">
      <TextInput label={t('guides.newName')} value={key} onText={setKey} maxLength={40} />
      <ChoiceInput
        label={t('page.language')}
        value={language}
        options={(['any', 'zh-CN', 'en'] as const).map((one) => [one, t(`guides.${one}`)])}
        onText={(now) => setLanguage(now as GuideSound['language'])}
      />
      {key.trim() === '' ? null : (
        <Upload
          label={t('guides.uploadFor', { name: key })}
          onFile={(file) => onUpload({ key: key.trim(), language }, file)}
        />
      )}
    </div>
  );
}

export default function Guides() {
  const { t } = useText();
  const asked = useAsked<GuideSound[]>('/api/guides');
  const [error, setError] = useState<Refused | null>(null);
  const [note, setNote] = useState('');
  const [search, setSearch] = useState('');
  const [own, setOwn] = useState('all');
  const tell = (text: string): void => {
    setNote(text);
    say(text);
  };
  const upload = async (sound: Pick<GuideSound, 'key' | 'language'>, file: File): Promise<void> => {
    if (file.size > WAV_BYTES_MAX) return tell(t('guides.tooBig'));
    const answer = await ask<GuideSound>('PUT', addressOf(sound), new Blob([file], { type: 'audio/wav' }));
    setError(answer.ok ? null : answer.error);
    if (answer.ok) tell(t('guides.done', { name: sound.key }));
    asked.again();
  };
  const reset = async (sound: GuideSound): Promise<void> => {
    const answer = await ask('DELETE', addressOf(sound));
    setError(answer.ok ? null : answer.error);
    if (answer.ok) tell(t('guides.resetDone', { name: sound.key }));
    asked.again();
  };
  const shown = (asked.value ?? []).filter(
    (one) =>
      `${one.key} ${one.text}`.toLowerCase().includes(search.trim().toLowerCase()) &&
      (own === 'all' || one.kind === own || one.origin === own),
  );
  return (
    <>
      <p className="page-help">{t('guides.help')}</p>
      <div className="tools filters">
        <TextInput label={t('list.searchShort')} value={search} onText={setSearch} type="search" />
        <ChoiceInput
          label={t('guides.which')}
          value={own}
          options={(['all', 'text', 'word', 'sound', 'name', 'own', 'missing'] as const).map((one) => [
            one,
            t(`guides.which.${one}`),
          ])}
          onText={setOwn}
        />
      </div>
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      {error === null ? null : <Problem error={error} />}
      {note === '' ? null : <p className="note">{note}</p>}
      <div className="table-scroll">
        <PlainTable
          heads={['guides.text', 'page.language', 'guides.origin', 'guides.length', 'versions.acts']}
        >
          {shown.map((one) => (
            <SoundRow
              key={`${one.language} ${one.key}`}
              sound={one}
              onPlay={() => void play(one).then((good) => (good ? undefined : tell(t('guides.silent'))))}
              onUpload={(file) => void upload(one, file)}
              onReset={() => void reset(one)}
            />
          ))}
        </PlainTable>
      </div>
      <section className="card" aria-label={t('guides.new')}>
        <h2>{t('guides.new')}</h2>
        <NewSound onUpload={(sound, file) => void upload(sound, file)} />
      </section>
    </>
  );
}
