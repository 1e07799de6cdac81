/** Part of the composition root: the board that the settings name. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Board, BoardFailure, type RunningBoard } from '#boards/board.ts';
import type { PacketLegOptions } from '#native/binding.ts';
import type { Region } from '#ports/region.ts';
import { fail, ok, type Result } from './units/result.ts';

const BOARDS = join(import.meta.dirname, '../boards');

export async function openBoard(
  name: string,
  region: Region,
  packets: Promise<PacketLegOptions>,
): Promise<Result<RunningBoard>> {
  let board: Board;
  try {
    board = ((await import(pathToFileURL(join(BOARDS, `${name}.ts`)).href)) as { board: Board }).board;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    return fail({
      code: 'TR-START-004',
      where: `environment: TIPRING_BOARD`,
      what: missing ? `there is no board "${name}"` : `board "${name}" cannot be loaded: ${String(error)}`,
      todo: 'set it to the name of a file in boards/, such as sim',
    });
  }
  try {
    return ok(await board.open(region, packets));
  } catch (error) {
    if (error instanceof BoardFailure) return fail(error.fault);
    throw error;
  }
}
