/** Who may see and do what; the exchange itself decides, this only leaves out what it would refuse. */
import type { Person } from '#web/protocol/session.ts';

export type Role = Person['role'];
export const TECHNICIANS: readonly Role[] = ['administrator', 'technician'];
export const RECORD_READERS: readonly Role[] = ['administrator', 'supervisor', 'operator'];
export const EXPORTERS: readonly Role[] = ['administrator', 'supervisor'];
export const MODE_SETTERS: readonly Role[] = ['administrator', 'technician', 'supervisor', 'operator'];
export const ADMINISTRATORS: readonly Role[] = ['administrator'];
/** Who may control calls of the own telephone. */
export const TELEPHONE_USERS: readonly Role[] = ['administrator', 'supervisor', 'operator', 'agent'];
/** Who may take a seat at a console. */
export const OPERATORS: readonly Role[] = ['administrator', 'supervisor', 'operator'];
