/** One HTTP exchange, over connections that are kept: how contenders are asked, and how the ones without a client of their own ask Cal.com. */
import { Agent, request } from 'node:http';

/** An exchange. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST';
  /** `http:` only. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the connection is closed, and not kept, after an answer with such headers. */
  readonly closesAfter?: (header: ExchangeReply['header']) => boolean;
}

/** An answer, whatever its status. */
export interface ExchangeReply {
  readonly status: number;
  /** A header of the answer, its name in lower case. */
  header(name: string): string | undefined;
  readonly body: string;
}

/** There was no answer. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  /** In a word or two: `timeout`, `connection refused`. */
  readonly reason: string;

  constructor(reason: string) {
    super(`no answer: ${reason}`);
    this.reason = reason;
  }
}

/** Makes exchanges. */
export interface Exchanger {
  /**
   * Sends one request and reads the whole answer. As many may be under way at once as are asked for.
   * @throws {ExchangeFailed}
   */
  send(request: ExchangeRequest): Promise<ExchangeReply>;
  /** Closes all connections. */
  close(): void;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
};

// Node's own default, 256, would close connections in a burst only to open them again in the next.
const MOST_IDLE_CONNECTIONS = 4_096;

/**
 * Makes an exchanger with connections of its own. `node:http` and not `fetch`, which takes twice the processor time: on a machine that
 * the driver shares with what it measures, that would be counted as the contenders'.
 *
 * @param limitMs the longest that one exchange may take, from its beginning to the last byte; without end unless told
 */
export const createExchanger = (limitMs?: number): Exchanger => {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: MOST_IDLE_CONNECTIONS });

  const send = ({ method, url, headers = {}, body, closesAfter }: ExchangeRequest): Promise<ExchangeReply> =>
    new Promise((resolve, reject) => {
      const fail = (error: Error & { code?: string }): void => {
        clearTimeout(timer);
        const reason = WORDS[error.code ?? ''] ?? error.code ?? error.message;
        reject(error instanceof ExchangeFailed ? error : new ExchangeFailed(reason));
      };
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = request(url, { method, agent, headers: { ...headers, ...length } }, (incoming) => {
        const header: ExchangeReply['header'] = (name) => {
          const value = incoming.headers[name];
          return typeof value === 'string' ? value : value?.[0];
        };
        if (closesAfter?.(header) === true) outgoing.shouldKeepAlive = false;
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', fail);
        incoming.once('end', () => {
          clearTimeout(timer);
          resolve({ status: incoming.statusCode ?? 0, header, body: Buffer.concat(chunks).toString('utf8') });
        });
      });
      const timer =
        limitMs === undefined ? undefined : setTimeout(() => outgoing.destroy(new ExchangeFailed('timeout')), limitMs);
      outgoing.once('error', fail);
      outgoing.end(body);
    });

  return { send, close: () => agent.destroy() };
};
