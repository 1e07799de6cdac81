/** What the keeper does when the exchange asks for it: with the rights of the box, or without any on a computer that is none. */
import { chownSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BoxSlots,
  type KeeperAnswer,
  type KeeperRequest,
  PASSPHRASE_CHARS_MIN,
  uploadPath,
} from '#ports/box.ts';
import { type Entry, seal, unseal } from '../archive.ts';
import { markAsNew } from '../as-new.ts';
import { entriesOf, putBack } from '../keep.ts';
import { lookAtSticks, updateFromStick } from '../stick.ts';
import { type Says, supportText } from '../support.ts';
import { type Updater, update } from '../update.ts';

/** What only a box has. Real: systemd, RAUC and the card (`keeper.ts`); simulated: `test/support/pretend-box.ts`. */
export interface BoxRights {
  slots(): BoxSlots;
  /** Of the box, not of the exchange: `/data/system`. */
  readonly system: string;
  readonly updater: Updater;
  /** Starts the box anew. */
  restart(): void;
  /** Ends when the exchange has stopped; throws when it does not. */
  stopExchange(): void;
  startExchange(): void;
}

export interface Keeper {
  /** The exchange's data folder. */
  readonly data: string;
  readonly release: string;
  readonly complaints: readonly string[];
  readonly says: Says;
  /** Null: this computer is no box. */
  readonly box: BoxRights | null;
  /** log2 of scrypt's cost; tests take a cheaper one. */
  readonly cost?: number;
}

/** Whoever asked. That nobody listens any more is no reason to stop what was begun. */
export interface Asker {
  tell(answer: KeeperAnswer): void;
  send(bytes: Uint8Array): void;
}

class Refusal extends Error {}

const NO_BOX = {
  code: 'TR-BOX-001',
  where: 'box',
  what: 'this computer is no box: it has no slots, and nothing of it is started anew from here',
  todo: 'on this computer do it where the exchange was started, with npm run box',
} as const;

export async function answer(request: KeeperRequest, keeper: Keeper, asker: Asker): Promise<void> {
  try {
    await act(request, keeper, asker);
  } catch (error) {
    const todo = 'look at the journal of the box';
    asker.tell({
      refused: { code: 'TR-BOX-006', where: request.ask, what: (error as Error).message, todo },
    });
  }
}

async function act(request: KeeperRequest, keeper: Keeper, asker: Asker): Promise<void> {
  const { data, release, complaints, says, box } = keeper;
  switch (request.ask) {
    case 'facts':
      return asker.tell({ facts: { release, complaints, slots: box?.slots() ?? null } });
    case 'support':
      return give(Buffer.from(supportText(data, says)), asker);
    case 'backup':
      return give(seal(entriesOf(data), passphraseOf(request), keeper.cost), asker);
    case 'update':
    case 'stick':
    case 'updateFromStick':
    case 'restore':
    case 'restart':
    case 'reset':
      if (box === null) return asker.tell({ refused: NO_BOX });
      return onBox(request, box, data, asker);
    default:
      throw new Refusal('this is not understood');
  }
}

type OfBox = Exclude<KeeperRequest, { ask: 'facts' | 'support' | 'backup' }>;

async function onBox(request: OfBox, box: BoxRights, data: string, asker: Asker): Promise<void> {
  if (request.ask === 'update') return install(request.address, box, data, asker);
  if (request.ask === 'stick') return asker.tell({ stick: lookAtSticks(box.system, box.updater) });
  if (request.ask === 'updateFromStick') {
    const updated = updateFromStick(request.name, box.system, box.updater);
    if (!updated.ok) throw new Refusal(updated.why);
    return asker.tell({ done: true });
  }
  if (request.ask === 'restore') return restore(passphraseOf(request), box, data, asker);
  if (request.ask === 'reset') markAsNew(box.system);
  asker.tell({ done: true });
  box.restart();
}

function give(content: Buffer, asker: Asker): void {
  asker.tell({ file: content.length });
  asker.send(content);
}

function passphraseOf({ passphrase }: { readonly passphrase: string }): string {
  if (typeof passphrase === 'string' && passphrase.length >= PASSPHRASE_CHARS_MIN) return passphrase;
  throw new Refusal(`a passphrase has ${PASSPHRASE_CHARS_MIN} characters or more`);
}

/** An address, or the file that the exchange has taken in; a name of a file is nothing that it may give. */
async function install(address: string | null, box: BoxRights, data: string, asker: Asker): Promise<void> {
  if (address !== null && !/^https?:\/\//i.test(address)) throw new Refusal(`${address} is no address`);
  const file = join(data, uploadPath('update'));
  try {
    const updated = await update(address ?? file, box.system, box.updater);
    if (!updated.ok) throw new Refusal(updated.why);
  } finally {
    rmSync(file, { force: true });
  }
  asker.tell({ done: true });
}

/** The exchange is stopped only for a file that can be opened; it is started again whatever happens. */
function restore(passphrase: string, box: BoxRights, data: string, asker: Asker): void {
  const file = join(data, uploadPath('backup'));
  const opened = unseal(readFileSync(file), passphrase);
  if (!opened.ok) throw new Refusal(opened.why);
  rmSync(file, { force: true });
  asker.tell({ done: true });
  box.stopExchange();
  try {
    inPlace(data, opened.entries);
  } finally {
    box.startExchange();
  }
}

/** What was there stays beside it; the new files belong to whom the old ones belonged. */
export function inPlace(data: string, entries: readonly Entry[]): void {
  const owner = existsSync(data) ? statSync(data) : null;
  putBack(data, entries);
  if (owner === null) return;
  const { uid, gid } = owner;
  chownSync(data, uid, gid);
  for (const path of readdirSync(data, { recursive: true, encoding: 'utf8' }))
    chownSync(join(data, path), uid, gid);
}
