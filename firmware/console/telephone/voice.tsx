/** Who speaks into a device, and whether it is played aloud. */
import type { Key } from 'react-aria-components';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { BenchDevice, VoiceSource } from '#web/protocol.ts';
import { useBench, useSound, useWorld } from '../bench.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { useText } from '../text/text.tsx';
import type { MessageKey } from '../text/zh-CN.ts';

const VOICES: readonly { id: Exclude<VoiceSource, 'none'>; icon: IconName; text: MessageKey }[] = [
  { id: 'microphone', icon: 'microphone', text: 'voice.microphone' },
  { id: 'tone1k', icon: 'sine', text: 'voice.tone1k' },
  { id: 'speech', icon: 'speech', text: 'voice.speech' },
];

interface Props {
  readonly device: BenchDevice;
  readonly name: string;
  readonly voice: VoiceSource;
}

export function Voice({ device, name, voice }: Props) {
  const { t } = useText();
  const bench = useBench();
  const world = bench.link.world;
  const aloud = useSound((sound) => sound.aloud.includes(device));
  const refused = useSound((sound) => sound.microphone === 'refused');
  const linked = useWorld((w) => w.benchLink === 'up');
  const choose = (keys: Set<Key>) => {
    const [chosen = 'none'] = keys as Set<VoiceSource>;
    bench.command({ op: 'voice', device, source: chosen });
    const { phones, lines } = world.get();
    const others = [...phones, ...lines].filter((one) => one.voice === 'microphone' && one.device !== device);
    const speaking = others.map((one) => one.device);
    bench.sound.speakInto(chosen === 'microphone' ? [...speaking, device] : speaking);
  };
  return (
    <div className="voice">
      <ToggleButton
        className="tool"
        isSelected={aloud}
        aria-label={t('voice.listen', { name })}
        onChange={(on) => bench.sound.listen(device, on)}
      >
        <Icon name={aloud ? 'ear-on' : 'ear'} />
      </ToggleButton>
      <ToggleButtonGroup
        className="voice-group"
        aria-label={t('voice.say', { name })}
        selectionMode="single"
        isDisabled={!linked}
        selectedKeys={voice === 'none' ? [] : [voice]}
        onSelectionChange={choose}
      >
        {VOICES.map(({ id, icon, text }) => (
          <ToggleButton key={id} id={id} className="tool" aria-label={t(text)}>
            <Icon name={icon} />
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {refused && voice === 'microphone' ? (
        <p className="voice-note" role="alert">
          {t('voice.refused')}
        </p>
      ) : null}
    </div>
  );
}
