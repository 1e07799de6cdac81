import type { Maker } from './device.ts';
import { fanvil } from './fanvil.ts';
import { grandstream } from './grandstream.ts';
import { snom } from './snom.ts';
import { yealink } from './yealink.ts';

export const MAKERS: readonly Maker[] = [yealink, grandstream, fanvil, snom];

/** `00:15:65:AB:CD:EF` in any of its spellings as `001565abcdef`; null for what is no such address. */
export function normalMac(text: string): string | null {
  const digits = text.toLowerCase().replace(/[-:. ]/g, '');
  return /^[0-9a-f]{12}$/.test(digits) ? digits : null;
}

/** Whose telephone it is, by its address. */
export const makerOf = (mac: string): Maker | null =>
  MAKERS.find(({ prefixes }) => prefixes.some((prefix) => mac.startsWith(prefix))) ?? null;

/** Which telephone asks for a file: its address is in the name. Null: the name is of no maker of ours. */
export function askedFile(name: string): { readonly maker: Maker; readonly mac: string } | null {
  const mac = /([0-9a-f]{12})\.(?:cfg|xml)$/i.exec(name)?.[1]?.toLowerCase();
  if (mac === undefined) return null;
  const fitting = MAKERS.filter((maker) => maker.fileName(mac) === name.toLowerCase());
  const maker = fitting.find((one) => one === makerOf(mac)) ?? fitting[0];
  return maker === undefined ? null : { maker, mac };
}
