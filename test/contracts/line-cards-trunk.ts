import { expect, it } from 'vitest';
import { inWords, LINE, type Office, OTHER, PHONE, type Scene } from './line-cards-office.ts';

/** An exchange line as line cards tell it. */
export function exchangeLine(scene: Scene): void {
  it(
    'each burst of ringing is told when it begins and when it ends',
    scene((office) => {
      office.all();
      office.under.line(LINE).callIn({ number: '13800138000', name: '' });
      office.pass(7000);
      office.under.line(LINE).giveUp();
      office.pass(6000);
      expect(office.heard(LINE)).toEqual(['ringing on', 'ringing off', 'ringing on', 'ringing off']);
    }),
  );

  it(
    'seizing a line that rings answers the call, releasing it ends it',
    scene((office) => {
      const line = office.under.line(LINE);
      line.callIn({ number: '13800138000', name: '' });
      office.pass(6000);
      office.command({ op: 'seize', port: LINE });
      office.pass(1500);
      expect(line).toMatchObject({ seized: true, answered: true });
      office.command({ op: 'release', port: LINE });
      office.pass(2000);
      expect(line.seized).toBe(false);
    }),
  );

  it(
    'pulse dialling reaches the exchange, and its end is told',
    scene((office) => {
      office.command({ op: 'seize', port: LINE });
      office.pass(1500);
      office.all();
      office.command({ op: 'pulseDial', port: LINE, digits: '1409', id: 77 });
      office.pass(9000);
      expect(office.under.line(LINE).dialled).toBe('1409');
      expect(office.heard(LINE)).toEqual(['dialled 77']);
    }),
  );

  it(
    'a flash toward the exchange keeps the line',
    scene((office) => {
      office.command({ op: 'seize', port: LINE });
      office.pass(1500);
      office.all();
      office.command({ op: 'flash', port: LINE });
      office.pass(2000);
      expect(office.under.line(LINE).seized).toBe(true);
      expect(office.heard(LINE)).toEqual([]);
    }),
  );

  it(
    'answer and release of the far end are told by polarity where the exchange reverses it',
    scene((office) => {
      const line = office.under.line(LINE);
      line.configure({ answer: 'polarity', release: 'polarity' });
      dialOut(office);
      line.farAnswers();
      office.pass(1000);
      expect(office.heard(LINE)).toEqual(['reversed']);
      line.farHangsUp();
      office.pass(2000);
      expect(office.heard(LINE)).toEqual(['normal']);
    }),
  );

  it(
    'a line whose two ends go in one moment is as it was before: the next answer is told',
    scene((office) => {
      const line = office.under.line(LINE);
      line.configure({ answer: 'polarity', release: 'polarity' });
      line.callIn({ number: '13800138000', name: '' });
      office.pass(6000);
      office.command({ op: 'seize', port: LINE });
      office.pass(1500);
      office.command({ op: 'release', port: LINE });
      office.pass(60);
      line.farHangsUp();
      office.pass(4000);
      dialOut(office);
      line.farAnswers();
      office.pass(1000);
      expect(office.heard(LINE)).toEqual(['reversed']);
    }),
  );

  it(
    'a loop drop of the exchange is told once',
    scene((office) => {
      const line = office.under.line(LINE);
      line.configure({ answer: 'voice', release: 'loop-drop', loopDropMs: 600 });
      dialOut(office);
      line.farAnswers();
      office.pass(1000);
      office.all();
      line.farHangsUp();
      office.pass(3000);
      expect(office.heard(LINE)).toEqual(['loopDrop']);
    }),
  );

  it(
    'a line that dies is told, and told again when it lives',
    scene((office) => {
      office.all();
      office.under.line(LINE).dead(true);
      office.pass(2000);
      expect(office.heard(LINE)).toEqual(['no battery']);
      office.under.line(LINE).dead(false);
      office.pass(2000);
      expect(office.heard(LINE)).toEqual(['battery']);
    }),
  );

  it(
    'seizing, flashing and releasing are never mistaken for something that the exchange did',
    scene((office) => {
      office.all();
      for (let round = 0; round < 5; round += 1) {
        office.command({ op: 'seize', port: LINE });
        office.pass(700 + round * 130);
        office.command({ op: 'flash', port: LINE });
        office.pass(900);
        office.command({ op: 'release', port: LINE });
        office.pass(400 + round * 170);
      }
      office.pass(3000);
      expect(office.heard(LINE)).toEqual([]);
    }),
  );
}

function dialOut(office: Office): void {
  office.command({ op: 'seize', port: LINE });
  office.pass(1500);
  office.command({ op: 'pulseDial', port: LINE, digits: '12', id: 1 });
  office.pass(3000 + office.under.line(LINE).settings.dialledCompleteMs + 1000);
  office.all();
}

/** Wrong commands, cards and chips that fail, and the end. */
export function troubles(scene: Scene): void {
  it(
    'a command to the wrong kind of port, or to none, changes nothing',
    scene((office) => {
      office.command({ op: 'ringOn', port: LINE });
      office.command({ op: 'seize', port: PHONE });
      office.command({ op: 'release', port: '9/9' });
      office.command({ op: 'flash', port: LINE });
      office.all();
      office.under.phone(PHONE).lift();
      office.pass(1000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'a card that is pulled out takes all its ports out of service within a second; put back, they work',
    scene((office) => {
      office.all();
      office.under.cardOut(true);
      office.pass(1000);
      const { cards } = office.under;
      expect(cards.ports().every(({ health }) => health !== 'in-service')).toBe(true);
      office.under.cardOut(false);
      office.pass(5000);
      expect(cards.ports().every(({ health }) => health === 'in-service')).toBe(true);
      office.all();
      office.under.phone(PHONE).lift();
      office.pass(1000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'a chip that is reset is brought up again; the other lines do not notice',
    scene((office) => {
      office.under.phone(OTHER).lift();
      office.pass(500);
      office.all();
      office.under.chipReset(PHONE);
      office.pass(3000);
      const told = office.all();
      expect(told.every((event) => 'port' in event && event.port === PHONE)).toBe(true);
      expect(told.map(inWords).at(-1)).toBe('in-service');
      office.under.phone(PHONE).lift();
      office.pass(1000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'after stop nothing is told, no bell sounds and no exchange line is held',
    scene((office) => {
      office.command({ op: 'ringOn', port: PHONE });
      office.command({ op: 'seize', port: LINE });
      office.pass(1000);
      office.all();
      office.under.cards.stop();
      office.pass(500);
      expect(office.under.phone(PHONE).ringing).toBe(false);
      expect(office.under.line(LINE).seized).toBe(false);
      office.under.phone(OTHER).lift();
      office.pass(1000);
      expect(office.all()).toEqual([]);
    }),
  );
}
