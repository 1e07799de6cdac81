/** Ways to the keeper: the socket of a box's own, or a program that is started for one question. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';

export interface Reached {
  readonly questions: Writable;
  readonly answers: Readable;
  /** Gives it up. */
  close(): void;
}
/** Opened for one question; that it could not be is an error of `answers`. */
export type Reach = () => Reached;

/** `tipring-keeper.socket` of a box. */
export const bySocket =
  (path: string): Reach =>
  () => {
    const socket: Duplex = connect(path);
    return { questions: socket, answers: socket, close: () => socket.destroy() };
  };

/** With the rights of the exchange, which suffice for a backup. */
export const byProgram =
  (file: string, dataFolder: string): Reach =>
  () => {
    const child = spawn(process.execPath, [file], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, TIPRING_DATA: dataFolder },
    });
    child.on('error', (error) => child.stdout.destroy(error));
    child.stdin.on('error', () => undefined);
    return {
      questions: child.stdin,
      answers: child.stdout,
      close: () => {
        child.stdout.destroy();
        child.kill();
      },
    };
  };
