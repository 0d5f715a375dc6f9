/**
 * Load over plain sockets: requests that are bytes already, answers of which only the status and the length are read. It takes two thirds of
 * the processor time of autocannon, which shares these cores with what is measured; and it can send at a rate evenly, where
 * autocannon sends each second's requests in one burst and so measures how long the burst's queue is.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { latencyOf } from './load/percentile.ts';

/** What came of a load. */
export interface LoadFigures {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not a 200. */
  readonly errors: number;
}

/** How long a load lasts: until so many milliseconds have passed, or so many requests were answered. */
export type Extent = { readonly milliseconds: number } | { readonly requests: number };

/** Whose answers are measured, and with what. */
export interface LoadTarget {
  readonly port: number;
  /** Whole requests, sent in turn. */
  readonly requests: readonly Buffer[];
  readonly connections: number;
}

/** One request after the other on each connection, as fast as they are answered. */
export const saturate = async (target: LoadTarget, extent: Extent): Promise<LoadFigures> => {
  const milliseconds = 'milliseconds' in extent ? extent.milliseconds : Infinity;
  let end = Infinity;
  const most = 'requests' in extent ? extent.requests : Infinity;
  let sent = 0;
  const load = await Load.open(target, (connection) => {
    const now = performance.now();
    if (now >= end || sent >= most) return false;
    sent += 1;
    load.send(connection, now);
    return true;
  });
  end = performance.now() + milliseconds;
  return await load.run();
};

/** How often it is looked whether a request is due, in milliseconds. Without a pause between them the looks alone would take a core. */
const LOOK_EVERY_MS = 1;

/**
 * So many requests a second, those of each millisecond together. Where no connection is free for a request its latency counts from the
 * moment at which it was due: who waits for a slow answer before asking the next question would not notice how slow it was.
 */
export const pace = async (target: LoadTarget, perSecond: number, milliseconds: number): Promise<LoadFigures> => {
  const total = Math.floor((perSecond * milliseconds) / 1000);
  let next = 0;
  // In turn, so that none is closed as idle.
  const idle: Connection[] = [];
  const load = await Load.open(target, (connection) => {
    if (next >= total) return false;
    idle.push(connection);
    return true;
  });
  const begun = performance.now();
  let lookedAt = begun;
  const sendDue = (): void => {
    const now = performance.now();
    while (next < total && idle.length > 0) {
      const due = begun + (next * 1000) / perSecond;
      if (due > now) break;
      const connection = idle.shift();
      if (connection !== undefined) load.send(connection, due > lookedAt ? now : due);
      next += 1;
    }
    lookedAt = now;
    if (next < total) setTimeout(sendDue, LOOK_EVERY_MS);
  };
  sendDue();
  return await load.run();
};

interface Connection {
  readonly socket: Socket;
  /** What has come of the answer that is awaited. */
  received: string;
  since: number;
}

const ANSWER = /^HTTP\/1\.1 (\d{3}) (?:.*\r\n)*?content-length: (\d+)\r\n(?:.*\r\n)*?\r\n/i;

class Load {
  readonly #requests: readonly Buffer[];
  readonly #onFree: (connection: Connection) => boolean;
  readonly #connections: Connection[] = [];
  readonly #latencies: number[] = [];
  readonly #end = Promise.withResolvers<void>();
  #next = 0;
  #awaited = 0;
  #errors = 0;

  private constructor(requests: readonly Buffer[], onFree: (connection: Connection) => boolean) {
    this.#requests = requests;
    this.#onFree = onFree;
  }

  /** @param onFree told of each connection that awaits nothing; it says whether there is anything left to be sent */
  static async open(target: LoadTarget, onFree: (connection: Connection) => boolean): Promise<Load> {
    const load = new Load(target.requests, onFree);
    for (let number = 0; number < target.connections; number++) {
      const socket = connect(target.port, '127.0.0.1').setNoDelay().setEncoding('latin1');
      await once(socket, 'connect');
      load.#listen({ socket, received: '', since: 0 });
    }
    return load;
  }

  send(connection: Connection, since: number): void {
    connection.since = since;
    this.#awaited += 1;
    const request = this.#requests[this.#next % this.#requests.length];
    this.#next += 1;
    if (request !== undefined) connection.socket.write(request);
  }

  async run(): Promise<LoadFigures> {
    const begun = performance.now();
    for (const connection of this.#connections) this.#onFree(connection);
    await this.#end.promise;
    const seconds = (performance.now() - begun) / 1000;
    for (const { socket } of this.#connections) socket.destroy();
    const requests = this.#latencies.length;
    const { p50, p99 } = latencyOf(this.#latencies);
    return { requests, perSecond: requests / seconds, p50, p99, errors: this.#errors };
  }

  #listen(connection: Connection): void {
    this.#connections.push(connection);
    const { socket } = connection;
    socket.on('data', (chunk: string) => {
      connection.received += chunk;
      const [head, status, length] = ANSWER.exec(connection.received) ?? [];
      if (head === undefined || connection.received.length < head.length + Number(length)) return;
      connection.received = '';
      this.#latencies.push(performance.now() - connection.since);
      this.#awaited -= 1;
      if (status !== '200') this.#errors += 1;
      if (!this.#onFree(connection) && this.#awaited === 0) this.#end.resolve();
    });
    socket.on('error', this.#end.reject);
    socket.on('close', () => this.#end.reject(new Error('The server closed a connection under load.')));
  }
}
