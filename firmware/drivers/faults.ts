import type { Fault } from '#units/result.ts';

/** Every alarm and fault of cards, chips and lines: stable code → what it is, and what a person does. */
const TABLE = {
  'TR-CARD-001': ['the card does not answer', 'Check that the card is seated and powered.'],
  'TR-CARD-002': ['the ID EEPROM is blank or does not answer', 'Write it with the card’s production tool.'],
  'TR-CARD-003': ['the ID EEPROM is damaged', 'Write it again; change the card if it comes back.'],
  'TR-CARD-004': ['the ID EEPROM is of another kind of card', 'Put in a PX8 card, or choose its board.'],
  'TR-CARD-005': ['the control logic is of an unknown kind', 'Update the firmware, or change the card.'],
  'TR-CARD-006': ['the card is too hot', 'Check air flow and short-circuited lines.'],
  'TR-CARD-007': ['the card’s input power is lost', 'Check the 12 V and 48 V supply.'],
  'TR-CARD-008': ['the fail-over relays are not where they should be', 'Check the relays and their supply.'],
  'TR-CARD-009': ['a monitoring device on the card’s I²C does not answer', 'Change the card at leisure.'],
  'TR-CARD-010': ['bits are corrupted on the card’s control port', 'Check the connector and the cabling.'],
  'TR-CHIP-001': ['a chip of an unknown kind is in this position', 'Change the module.'],
  'TR-CHIP-002': ['registers do not read the same twice', 'Check the module’s seat; change it.'],
  'TR-CHIP-003': ['the chip was reset and is being brought up again', 'Check its supply if this repeats.'],
  'TR-CHIP-004': ['the interrupt line is stuck', 'Change the module; the position is masked.'],
  'TR-CHIP-005': ['a register does not keep what is written', 'Change the module.'],
  'TR-CHIP-006': ['interrupts without end', 'Check the line for a fault; the position is masked.'],
  'TR-FXS-001': ['the line battery does not come up', 'Check the module and its 12 V supply.'],
  'TR-FXS-002': ['the line leaks', 'Check wiring and the module for a short circuit.'],
  'TR-FXS-003': ['calibration does not end', 'Unplug the telephone and restart the port; change the module.'],
  'TR-FXS-004': ['power alarms without end', 'Check the line for a short circuit or foreign voltage.'],
  'TR-FXS-005': ['an indirect register does not keep what is written', 'Change the module.'],
  'TR-FXO-001': ['the line side of the module does not answer', 'Change the module.'],
  'TR-FXO-002': ['the line side is not a Si3019', 'Change the module for one with a Si3019.'],
  'TR-FXO-003': ['the link to the line side was lost', 'Change the module if this repeats.'],
  'TR-FXO-004': ['a telephone on the same exchange line is in use', 'Take it off this line.'],
  'TR-LINE-001': ['a command was ignored: the port is not in service', 'See the port’s own alarm.'],
  'TR-LINE-002': ['a command was ignored: this kind of port cannot do it', 'Correct the configuration.'],
  'TR-LINE-003': [
    'a command was ignored: the line’s state does not allow it',
    'Nothing: the state is shown.',
  ],
  'TR-LINE-004': ['a command was ignored: too many are waiting', 'Nothing if it does not repeat.'],
} as const satisfies Record<string, readonly [what: string, todo: string]>;

export type DriverFaultCode = keyof typeof TABLE;

/** The fault of that code at that place (`card 1`, or a port `1/3`); `detail` adds what was measured. */
export function fault(code: DriverFaultCode, where: string, detail = ''): Fault {
  const [what, todo] = TABLE[code];
  const place = /^\d+\//.test(where) ? `port ${where}` : where;
  return { code, where: place, what: detail === '' ? what : `${what}: ${detail}`, todo };
}
