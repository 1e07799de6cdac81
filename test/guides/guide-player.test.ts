import { describe, expect, it } from 'vitest';
import type { GuideEffect, Guides } from '#ports/guides.ts';
import type { MediaCommand, MediaPlane } from '#ports/media.ts';
import { GuidePlayer } from '#runtime/guide-player.ts';
import type { ExchangeEvent } from '#switching/model.ts';
import { portId, timeslotOf } from '#units/ids.ts';

const PORT = portId(1, 2);
const SLOT = timeslotOf(PORT);

/** A player on a media plane that only takes down what it is told, and guides that say the names given. */
function scene() {
  const commands: MediaCommand[] = [];
  const events: ExchangeEvent[] = [];
  const media: Pick<MediaPlane, 'command'> = { command: (command) => commands.push(command) };
  const guides: Pick<Guides, 'render'> = {
    render: ({ say }) => say.flatMap((phrase) => ('sound' in phrase ? [phrase.sound] : [])),
  };
  const player = new GuidePlayer(media as MediaPlane, guides as Guides, (event) => events.push(event));
  const say = (sounds: readonly string[], loop = false, id = 1): void => {
    const effect: GuideEffect = {
      ...{ kind: 'guide', slot: SLOT, port: PORT, language: 'en', loop, id },
      say: sounds.map((sound) => ({ sound })),
    };
    player.say(effect);
  };
  const plays = () => commands.filter((command) => command.op === 'play');
  /** The sound that is heard now comes to its end. */
  const ends = (): void => player.played(plays().at(-1)!.id);
  return { player, commands, events, say, plays, ends };
}

describe('a guide', () => {
  it('says its sounds one after the other, and then its end', () => {
    const { say, plays, ends, events } = scene();
    say(['a', 'b']);
    expect(plays().map(({ sound }) => sound)).toEqual(['a']);
    ends();
    expect(events).toEqual([]);
    ends();
    expect(plays().map(({ sound }) => sound)).toEqual(['a', 'b']);
    expect(events).toEqual([{ kind: 'guideEnded', port: PORT, id: 1 }]);
  });

  it('takes the place of one that still speaks, and only its own end is told', () => {
    const { player, say, plays, ends, events, commands } = scene();
    say(['a', 'b'], false, 1);
    const first = plays()[0]!.id;
    say(['c'], false, 2);
    expect(commands.map(({ op }) => op)).toEqual(['play', 'stopPlay', 'play']);
    player.played(first);
    expect(plays().map(({ sound }) => sound)).toEqual(['a', 'c']);
    ends();
    expect(events).toEqual([{ kind: 'guideEnded', port: PORT, id: 2 }]);
  });

  it('that is stopped tells no end and says nothing more', () => {
    const { player, say, plays, ends, events, commands } = scene();
    say(['a', 'b']);
    player.stop(SLOT);
    ends();
    expect(commands.at(-1)).toEqual({ op: 'stopPlay', slot: SLOT });
    expect(plays()).toHaveLength(1);
    expect(events).toEqual([]);
    player.stop(SLOT);
    expect(commands.filter(({ op }) => op === 'stopPlay')).toHaveLength(1);
  });

  it('of one sound that loops is left to the media plane, which has no gap', () => {
    const { say, plays } = scene();
    say(['music'], true);
    expect(plays()).toMatchObject([{ sound: 'music', loop: true }]);
  });

  it('of several sounds that loops begins again', () => {
    const { say, plays, ends, events } = scene();
    say(['a', 'b'], true);
    ends();
    ends();
    expect(plays().map(({ sound, loop }) => [sound, loop])).toEqual([
      ['a', false],
      ['b', false],
      ['a', false],
    ]);
    expect(events).toEqual([]);
  });

  it('that has nothing to say ends at once; one that loops waits to be stopped', () => {
    const { say, commands, events } = scene();
    say([], false, 3);
    say([], true, 4);
    expect(commands).toEqual([]);
    expect(events).toEqual([{ kind: 'guideEnded', port: PORT, id: 3 }]);
  });

  it('goes on without a sound that the media plane has not', () => {
    const { player, say, plays, ends, events } = scene();
    say(['a', 'b']);
    player.refused('there is no sound “a”');
    expect(plays().map(({ sound }) => sound)).toEqual(['a', 'b']);
    ends();
    expect(events).toHaveLength(1);
  });

  it('that loops over sounds which are all refused does not turn for ever', () => {
    const { player, say, plays } = scene();
    say(['a', 'b'], true);
    player.refused('there is no sound “a”');
    player.refused('there is no sound “b”');
    player.refused('there is no sound “b”');
    expect(plays()).toHaveLength(2);
  });

  it('ends also when the media plane takes no commands at all', () => {
    const { player, say, events } = scene();
    say(['a']);
    player.refused('the media plane has 1024 commands waiting');
    expect(events).toEqual([{ kind: 'guideEnded', port: PORT, id: 1 }]);
  });
});
