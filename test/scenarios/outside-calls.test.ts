import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestOffice } from '../support/office.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

const callState = () => office.host.observe.snapshot().calls[0]?.state;

/** 801 dials 9 and a number; the far telephone rings. */
function dialOut(number = '13812345678'): void {
  office.phone(1).lift();
  office.hears(1, 'dial');
  office.phone(1).dial(`9${number}`);
  office.waitFor('the far telephone rings', () => office.line(7).state === 'ringing-out', 30_000);
}

describe('out over an exchange line', () => {
  it('9 gives a second dial tone; the public exchange hears exactly the number', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('9');
    office.hears(1, 'specialDial');
    office.phone(1).dial('13812345678');
    office.waitFor('the far telephone rings', () => office.line(7).state === 'ringing-out', 30_000);
    expect(office.line(7).dialled).toBe('13812345678');
    office.hears(1, 'ringback', 12_000);
  });

  it.each(['polarity', 'voice'] as const)(
    'the far end answers, told by %s: both hear each other, and the record says when',
    (answer) => {
      office.line(7).configure({ answer, release: 'busy-tone' });
      dialOut();
      office.hears(1, 'ringback', 12_000);
      office.line(7).farAnswers();
      office.waitFor('answered', () => callState() === 'connected', 15_000);
      office.line(7).say('tone1k');
      office.hears(1, 'testTone');
      office.line(7).say('none');
      office.phone(1).say('tone1k');
      office.waitFor('the far party hears 801', () => office.line(7).hears.tone === 'testTone');
      office.phone(1).hangUp();
      office.waitFor('rest', () => office.atRest());
      expect(office.line(7).seized).toBe(false);
      expect(office.records).toHaveLength(1);
      expect(office.records[0]).toMatchObject({
        kind: 'outgoing',
        from: '801',
        to: '13812345678',
        releasedBy: 'caller',
        cause: 16,
      });
      expect(office.records[0]!.answeredAt).not.toBeNull();
    },
  );

  it.each(['polarity', 'loop-drop', 'busy-tone'] as const)(
    'the far party hangs up, told by %s: 801 hears busy and the line is free again',
    (release) => {
      office.line(7).configure({ answer: 'polarity', release });
      dialOut();
      office.line(7).farAnswers();
      office.waitFor('answered', () => callState() === 'connected', 15_000);
      office.run(1_000);
      office.line(7).farHangsUp();
      office.hears(1, 'busy', 15_000);
      office.waitFor('the line is released', () => !office.line(7).seized, 15_000);
      office.phone(1).hangUp();
      office.waitFor('rest', () => office.atRest());
      expect(office.records[0]).toMatchObject({ kind: 'outgoing', releasedBy: 'called', cause: 16 });
    },
  );

  it('the first line gives no dial tone: the call goes over the second, and an alarm names the first', () => {
    office.line(7).configure({ dialToneDelayMs: Number.POSITIVE_INFINITY });
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('913812345678');
    office.waitFor('the second line rings out', () => office.line(8).state === 'ringing-out', 40_000);
    expect(office.line(8).dialled).toBe('13812345678');
    const { alarms } = office.host.observe.snapshot();
    expect(alarms).toContainEqual(expect.objectContaining({ code: 'TR-TRUNK-002', where: 'port 1/7' }));
  });

  it('120 is put through while both lines are busy: another call gives way', () => {
    for (const [phone, line] of [
      [1, 7],
      [2, 8],
    ] as const) {
      office.phone(phone).lift();
      office.hears(phone, 'dial');
      office.phone(phone).dial('913812345678');
      office.waitFor('the far telephone rings', () => office.line(line).state === 'ringing-out', 30_000);
      office.line(line).farAnswers();
      office.run(2_000);
    }
    office.phone(3).lift();
    office.hears(3, 'dial');
    office.phone(3).dial('120');
    const reached = () =>
      [7, 8].some((line) => office.line(line).dialled === '120' && office.line(line).answered);
    office.waitFor('the emergency operator answers', reached, 30_000);
    office.phone(3).say('tone1k');
    office.waitFor('and hears the caller', () =>
      [7, 8].some((line) => office.line(line).hears.tone === 'testTone'),
    );
  });

  it('9120 is an emergency call too', () => {
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('9120');
    office.waitFor('reached', () => office.line(7).dialled === '120' && office.line(7).answered, 30_000);
  });
});

describe('in from an exchange line', () => {
  it('801 rings and shows the number and name that came by FSK; answered, both talk; the caller leaves', () => {
    office.line(7).configure({ release: 'busy-tone' });
    office.line(7).callIn({ number: '02588886666', name: 'WANG' });
    office.waitFor('801 rings', () => office.phone(1).ringing, 15_000);
    office.waitFor('801 shows the caller', () => office.phone(1).display?.number === '02588886666', 15_000);
    office.phone(1).lift();
    office.waitFor('connected', () => callState() === 'connected');
    office.line(7).say('tone1k');
    office.hears(1, 'testTone');
    office.line(7).farHangsUp();
    // 801 hears the public busy tone first; then the exchange has made sure, and gives its own.
    office.waitFor('the line is released', () => !office.line(7).seized, 15_000);
    office.hears(1, 'busy', 15_000);
    office.phone(1).hangUp();
    office.waitFor('rest', () => office.atRest(), 15_000);
    expect(office.records[0]).toMatchObject({
      kind: 'incoming',
      from: '02588886666',
      to: '801',
      releasedBy: 'caller',
    });
  });

  it('caller ID by DTMF before the first ring is shown as well', () => {
    office
      .line(7)
      .configure({ callerId: { signal: 'dtmf', start: 'D', end: 'C' }, callerIdWhen: 'before-ring' });
    office.line(7).callIn({ number: '02588886666', name: '' });
    office.waitFor('801 rings', () => office.phone(1).ringing, 15_000);
    office.waitFor('801 shows the caller', () => office.phone(1).display?.number === '02588886666', 15_000);
  });

  it('the caller gives up: 801 stops ringing, and the record says so', () => {
    office.line(7).callIn({ number: '02588886666', name: 'WANG' });
    office.waitFor('801 rings', () => office.phone(1).ringing, 15_000);
    office.line(7).giveUp();
    office.waitFor('rest', () => office.atRest(), 20_000);
    office.run(100);
    expect(office.phone(1).ringing).toBe(false);
    expect(office.records[0]).toMatchObject({ kind: 'incoming', answeredAt: null, releasedBy: 'caller' });
  });

  it.each(['dtmf', 'fsk'] as const)(
    'a caller in the guard time after a release is shown as well, by %s',
    (signal) => {
      if (signal === 'dtmf')
        office.line(7).configure({ callerId: { signal, start: 'D', end: 'C' }, callerIdWhen: 'before-ring' });
      dialOut();
      office.phone(1).hangUp();
      office.waitFor('released', () => !office.line(7).seized);
      office.run(200);
      office.line(7).callIn({ number: '02588886666', name: '' });
      office.waitFor('801 shows the caller', () => office.phone(1).display?.number === '02588886666', 15_000);
    },
  );

  it('glare: a ring that has just begun as 802 takes the line reaches 801; 802 goes out over the other line', async () => {
    const dial = (in802: TestOffice) => {
      in802.phone(2).lift();
      in802.hears(2, 'dial');
      in802.phone(2).dial('913812345678');
    };
    dial(office);
    office.waitFor('line 7 is taken', () => office.line(7).seized);
    const takenAt = office.board.clock.now();
    await office.close();

    office = new TestOffice();
    dial(office);
    office.run((takenAt - office.board.clock.now()) / 1_000 - 60);
    office.line(7).callIn({ number: '02588886666', name: 'WANG' });
    office.waitFor('801 rings', () => office.phone(1).ringing, 5_000);
    office.waitFor('802 rings out on line 8', () => office.line(8).state === 'ringing-out', 20_000);
    expect(office.line(8).dialled).toBe('13812345678');
    office.phone(1).lift();
    office.line(7).say('tone1k');
    office.hears(1, 'testTone');
  });

  it('a dead line raises an alarm within seconds, and clears it when battery is back', () => {
    office.line(7).dead(true);
    const standing = () =>
      office.host.observe
        .snapshot()
        .alarms.some((alarm) => alarm.code === 'TR-TRUNK-001' && alarm.where === 'port 1/7');
    office.waitFor('alarm', standing, 5_000);
    office.line(7).dead(false);
    office.waitFor('no alarm', () => !standing(), 5_000);
  });
});
