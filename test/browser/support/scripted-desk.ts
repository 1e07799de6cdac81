/**
 * A scripted switchboard that speaks the protocol of `/api/desk`, so that the operator's page can be brought into
 * any state by hand, also into those that an exchange is in for a moment only. By itself it does what a healthy
 * exchange would do with one caller and one wanted party; it is no judge of anything but the page.
 *
 * `node test/browser/support/scripted-desk.ts [port]` starts it to look at.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type {
  BoardView,
  DeskAction,
  DeskReply,
  DeskView,
  Lamp,
} from '../../../firmware/console/operator/contract.ts';
import { boardOf, card, directory, emptyView, found, mayOf, ticketFor, waitingCall } from './desk-people.ts';
import { bookOf } from './scripted-books.ts';

const BUILT = join(import.meta.dirname, '../../../build/console');
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};
const BEAT_MS = 5_000;

export class ScriptedDesk {
  view: DeskView = emptyView();
  board: BoardView = boardOf(this.view);
  readonly lamps = new Map<string, Lamp>(
    directory.filter(({ library }) => library === 'local').map(({ number, lamp }) => [number, lamp]),
  );
  /** Everything that the page asked for. */
  readonly asked: DeskAction[] = [];
  /** Answers the next action with this refusal. */
  refuseNext: { why: string; by: string } | null = null;
  /** Null: nobody is logged in. */
  person: { name: string; displayName: string; role: string; extension: string; language: string } | null = {
    name: 'lin',
    displayName: '林',
    role: 'operator',
    extension: '800',
    language: 'en',
  };
  loggedOut = false;
  /** How the operator has the console, as the exchange keeps it. */
  layout: object = { keys: [], profile: 'numeric-pad', remapped: {} };
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  #seat: WebSocket | null = null;
  #closed = false;
  /** Questions to the directory that wait; null: it answers at once. */
  #searches: (() => void)[] | null = null;

  constructor() {
    this.#http = createServer((request, response) => this.#serve(request, response));
    this.#sockets = new WebSocketServer({ noServer: true });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.#closed) {
        socket.destroy();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (one) => this.#meet(one));
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((ready) => this.#http.listen(port, '127.0.0.1', ready));
    const beat = setInterval(() => this.#say({ kind: 'beat' }), BEAT_MS);
    beat.unref();
    return `http://127.0.0.1:${(this.#http.address() as { port: number }).port}/`;
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }

  /** Changes the picture of the console, as the exchange would. */
  show(change: Partial<DeskView>): void {
    const view = { ...this.view, ...change };
    this.view = { ...view, may: mayOf(view) };
    this.#say({ kind: 'view', view: this.view });
  }

  setLamp(number: string, lamp: Lamp): void {
    this.lamps.set(number, lamp);
    this.#say({ kind: 'lamps', changes: [[number, lamp]] });
  }

  /** The cable is out: until `mend`. */
  cut(): void {
    this.#closed = true;
    for (const one of this.#sockets.clients) one.terminate();
  }

  mend(): void {
    this.#closed = false;
  }

  /** The directory answers nothing until `answerSearches`. */
  holdSearches(): void {
    this.#searches = [];
  }

  /** All that was asked meanwhile, and from now on at once. */
  answerSearches(): void {
    const searches = this.#searches ?? [];
    this.#searches = null;
    for (const answer of searches) answer();
  }

  #answerSearch(answer: () => void): void {
    if (this.#searches === null) answer();
    else this.#searches.push(answer);
  }

  ring(from: string, name: string, more: Partial<DeskView['waiting'][number]> = {}): void {
    this.show({ waiting: [...this.view.waiting, waitingCall(from, name, more)] });
  }

  #say(message: object): void {
    this.#seat?.send(JSON.stringify(message));
  }

  #meet(socket: WebSocket): void {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.kind === 'watch') {
        socket.send(JSON.stringify({ kind: 'board', board: this.board }));
      } else if (message.kind === 'sit') {
        if (this.#seat !== null && this.#seat !== socket) this.#say({ kind: 'taken' });
        this.#seat = socket;
        this.#say({ kind: 'view', view: this.view });
        this.#say({ kind: 'lamps', changes: [...this.lamps] });
      } else if (message.kind === 'search') {
        this.#answerSearch(() => {
          const hits = found(message.text, this.lamps);
          socket.send(JSON.stringify({ kind: 'found', id: message.id, hits }));
        });
      } else if (message.kind === 'act') {
        this.asked.push(message.action);
        const reply = this.#reply(message.action);
        socket.send(JSON.stringify({ kind: 'reply', id: message.id, reply }));
      }
    });
  }

  #reply(action: DeskAction): DeskReply {
    const refusal = this.refuseNext;
    this.refuseNext = null;
    if (refusal !== null) return { ok: false, ...refusal };
    this.#obey(action);
    return { ok: true, call: null };
  }

  #obey(action: DeskAction): void {
    const { waiting, source, destination, held } = this.view;
    switch (action.op) {
      case 'consoleAnswer': {
        const taken = waiting.find(({ call }) => action.call === null || call === action.call);
        if (taken === undefined) return;
        this.show({
          waiting: waiting.filter((one) => one !== taken),
          state: 'busy',
          source: card(taken.from, taken.name, {
            outside: taken.kind === 'trunk',
            notes: taken.notes,
            call: taken.call,
          }),
          ticket: ticketFor(taken),
        });
        return;
      }
      case 'consoleCall':
        this.show({
          source: source === null ? null : { ...source, state: 'held' },
          destination: card(action.to, '', { state: 'alerting' }),
          state: 'busy',
        });
        return;
      case 'consoleCancel':
        this.show({ destination: null, source: source === null ? null : { ...source, state: 'connected' } });
        return;
      case 'consoleHold':
        this.show({ source: null, state: 'idle', held: [...held, { ...source!, state: 'held' }] });
        return;
      case 'consoleRetrieve': {
        const back = held.find(({ call }) => action.call === null || call === action.call) ?? held[0];
        if (back === undefined) return;
        this.show({
          held: held.filter((one) => one !== back),
          source: { ...back, state: 'connected' },
          state: 'busy',
        });
        return;
      }
      case 'consoleTransfer':
      case 'consoleSend':
      case 'consoleRelease':
        this.show({ source: null, destination: null, state: 'idle', ticket: null, conference: false });
        return;
      case 'consoleToggle':
        this.show({
          source: { ...source!, state: destination!.state === 'held' ? 'held' : 'connected' },
          destination: { ...destination!, state: destination!.state === 'held' ? 'connected' : 'held' },
        });
        return;
      case 'consoleConference':
        this.show({ conference: true, source: { ...source!, state: 'connected' } });
        return;
      case 'consolePlug':
        this.show({ state: action.plugged ? 'idle' : 'unplugged' });
        return;
      case 'consoleOut':
        this.#say({ kind: 'taken' });
        return;
      case 'setMode':
        this.show({
          entityMode: { ...this.view.entityMode, mode: action.mode ?? 'day', byHand: action.mode !== null },
        });
        return;
      case 'consoleDistribute': {
        const { group, mode } = action;
        const set = { mode: mode ?? ('day' as const), byHand: mode !== null };
        this.show({
          groups: this.view.groups.map((one) => (one.group === group ? { ...one, ...set } : one)),
        });
        return;
      }
      case 'setDoNotDisturb': {
        const { number, on, from, to } = action;
        const others = this.view.quietTimes.filter((one) => one.number !== number);
        const planned = on && (from !== null || to !== null) ? [{ number, from, to }] : [];
        this.setLamp(number, on && from === null ? 'do-not-disturb' : 'free');
        this.show({ quietTimes: [...others, ...planned] });
        return;
      }
      case 'setWakeUp': {
        const { number, minuteOfDay } = action;
        const others = this.view.wakeUps.filter((one) => one.number !== number);
        const ordered = { number, name: '', by: this.view.operator, missed: false };
        this.show({ wakeUps: minuteOfDay === null ? others : [...others, { ...ordered, minuteOfDay }] });
        return;
      }
      case 'suspend':
        this.show({ suspended: action.on });
        return;
      case 'handOver':
        this.person = { ...this.person!, name: action.user, displayName: action.user };
        this.show({ operator: action.user, handover: action.words });
        return;
      case 'note':
        this.#note(action.ticket, action.change);
        return;
      default:
    }
  }

  #note(id: number, change: object): void {
    const { ticket, staged, recent } = this.view;
    const next = { ...(ticket?.id === id ? ticket : staged.find((one) => one.id === id))!, ...change };
    const others = staged.filter((one) => one.id !== id);
    this.show({
      ticket: ticket?.id === id ? (next.state === 'open' ? next : null) : ticket,
      staged: next.state === 'staged' ? [...others, next] : others,
      recent: next.state === 'completed' ? [next, ...recent] : recent,
    });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url!, 'http://desk');
    const json = (value: unknown): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(value));
    };
    if (pathname.startsWith('/api/session')) {
      this.loggedOut ||= pathname.endsWith('/logout');
      json(session(this.person));
    } else if (pathname === '/api/desk/consoles') {
      json([
        { id: '1', name: this.view.consoleName, operator: null },
        { id: '2', name: '话务台 2', operator: 'zhao' },
      ]);
    } else if (pathname === '/api/desk/layout') {
      if (request.method === 'GET') json(this.layout);
      else
        request.on('data', (text) => {
          this.layout = JSON.parse(String(text));
          json({ done: true });
        });
    } else if (bookOf(pathname) !== null) {
      json(bookOf(pathname));
    } else if (pathname === '/api/devices') {
      json(
        directory.filter(({ library }) => library === 'local').map(({ number, name }) => ({ number, name })),
      );
    } else if (pathname.startsWith('/assets/') && existsSync(join(BUILT, pathname))) {
      response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream');
      response.end(readFileSync(join(BUILT, pathname)));
    } else {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(readFileSync(join(BUILT, 'index.html')));
    }
  }
}

const session = (person: object | null): object => ({
  firstStart: false,
  openBench: false,
  person,
  csrfToken: 'token',
  idleMsMax: 60_000,
  endsEpochMs: null,
});

if (process.argv[1] === import.meta.filename) {
  const desk = new ScriptedDesk();
  desk.ring('02155501234', '上海代理商');
  desk.ring('803', '');
  console.log(await desk.listen(Number(process.argv[2] ?? 8090)));
}
