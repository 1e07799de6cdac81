import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Dice } from '#sim/harness/dice.ts';
import type { Operation } from './trace.ts';

type Change = Operation & { readonly op: 'write' | 'truncate' };
type Naming =
  | { readonly op: 'link'; readonly path: string; readonly file: number }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  | { readonly op: 'unlink'; readonly path: string };

interface File {
  /** What surely is on disk. */
  durable: Buffer;
  /** Since the last sync, in order: any of it may be there after a cut, in parts. */
  pending: Change[];
}

/** What a power cut does to what was not synced. */
export type Cut = 'all lost' | 'some lost' | 'torn at 512' | 'torn at 4096' | 'nothing lost';
export const CUTS: readonly Cut[] = ['all lost', 'some lost', 'torn at 512', 'torn at 4096', 'nothing lost'];

/**
 * A disk as POSIX promises it, and no better: a write is sure after a sync of its file, a name after a sync of its
 * folder (or, as on ext4, of the new file itself). Everything else may be there or not; a write may be torn at any
 * block. Names are changed in order, as every journalling file system does.
 */
export class Disk {
  readonly #files = new Map<number, File>();
  #names = new Map<string, number>();
  #naming: Naming[] = [];
  /** Names as a running process sees them. */
  #seen = new Map<string, number>();

  do(operation: Operation): void {
    switch (operation.op) {
      case 'open':
        this.#open(operation.path, operation.file);
        break;
      case 'write':
      case 'truncate':
        this.#file(operation.file).pending.push(operation);
        break;
      case 'sync':
        this.#sync(operation.file);
        break;
      case 'rename':
      case 'unlink':
        rename(this.#seen, operation);
        this.#naming.push(operation);
        break;
      case 'syncFolder':
        for (const naming of this.#naming.splice(0)) rename(this.#names, naming);
        break;
    }
  }

  /** Writes the files as the cut leaves them into an empty folder. */
  leave(folder: string, cut: Cut, dice: Dice): void {
    mkdirSync(folder, { recursive: true });
    const names = new Map(this.#names);
    const kept =
      cut === 'nothing lost'
        ? this.#naming.length
        : cut === 'all lost'
          ? 0
          : dice.whole(0, this.#naming.length);
    for (const naming of this.#naming.slice(0, kept)) rename(names, naming);
    for (const [path, inode] of names) {
      const { durable, pending } = this.#file(inode);
      writeFileSync(join(folder, basename(path)), changed(durable, pending, cut, dice));
    }
  }

  /** The whole content of a file as the running process sees it; null when there is none of that name. */
  content(path: string): Buffer | null {
    const inode = this.#seen.get(path);
    if (inode === undefined) return null;
    const { durable, pending } = this.#file(inode);
    return pending.reduce(apply, durable);
  }

  #open(path: string, inode: number): void {
    if (this.#seen.get(path) === inode) return;
    // An inode number is used again for a new file: nothing of the old one may shine through.
    if (![...this.#seen.values()].includes(inode)) this.#files.delete(inode);
    this.#seen.set(path, inode);
    this.#naming.push({ op: 'link', path, file: inode });
  }

  #sync(inode: number): void {
    const file = this.#file(inode);
    file.durable = file.pending.reduce(apply, file.durable);
    file.pending = [];
    const at = this.#naming.findLastIndex((naming) => naming.op === 'link' && naming.file === inode);
    // Its entry goes to disk with it, and with that all that was done to names before.
    for (const naming of this.#naming.splice(0, at + 1)) rename(this.#names, naming);
  }

  #file(inode: number): File {
    const known = this.#files.get(inode) ?? { durable: Buffer.alloc(0), pending: [] };
    this.#files.set(inode, known);
    return known;
  }
}

function rename(names: Map<string, number>, naming: Naming): void {
  if (naming.op === 'link') names.set(naming.path, naming.file);
  else if (naming.op === 'unlink') names.delete(naming.path);
  else {
    const inode = names.get(naming.from);
    names.delete(naming.from);
    if (inode !== undefined) names.set(naming.to, inode);
  }
}

function apply(content: Buffer, change: Change): Buffer {
  if (change.op === 'truncate') {
    const cut = Buffer.alloc(change.length);
    content.copy(cut, 0, 0, change.length);
    return cut;
  }
  const end = change.offset + change.bytes.length;
  const grown = Buffer.alloc(Math.max(content.length, end));
  content.copy(grown);
  grown.set(change.bytes, change.offset);
  return grown;
}

function changed(durable: Buffer, pending: readonly Change[], cut: Cut, dice: Dice): Buffer {
  if (cut === 'all lost') return durable;
  if (cut === 'nothing lost') return pending.reduce(apply, durable);
  const block = cut === 'torn at 512' ? 512 : 4_096;
  const survivors = pending.flatMap((change): Change[] => {
    if (cut === 'some lost') return dice.chance(0.5) ? [change] : [];
    return change.op === 'write' ? pieces(change, block).filter(() => dice.chance(0.6)) : [change];
  });
  return survivors.reduce(apply, durable);
}

/** A write in pieces that end at the disk's own blocks. */
function pieces(change: Change & { readonly op: 'write' }, block: number): Change[] {
  const all: Change[] = [];
  for (let from = 0; from < change.bytes.length; ) {
    const to = Math.min(change.bytes.length, from + block - ((change.offset + from) % block));
    all.push({ ...change, offset: change.offset + from, bytes: change.bytes.subarray(from, to) });
    from = to;
  }
  return all;
}
