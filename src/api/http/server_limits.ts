/** What one connection may cost: against clients that send slowly, too much, or not at all. */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';

/** The most connections of one process; above a balancer's pools, under a process's file descriptors. */
const MOST_CONNECTIONS = 10_000;

/** How long a client may take to send the headers, and the whole request, in milliseconds. */
export interface ReceiveTimeouts {
  readonly headersMs: number;
  readonly requestMs: number;
}

/** A whole request has 16 KiB of body at most: whoever needs longer than this is holding a place, not sending. */
const RECEIVE_TIMEOUTS: ReceiveTimeouts = { headersMs: 5_000, requestMs: 10_000 };

/**
 * The HTTP server of an api process. Answers have no such limits: a poll may wait for half a minute.
 * @param messages what requests and responses are made of, where it is not what Node.js has
 */
export const createLimitedServer = (
  listener: RequestListener,
  { headersMs, requestMs }: ReceiveTimeouts = RECEIVE_TIMEOUTS,
  messages: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> = {},
): Server => {
  const server = createServer(
    {
      ...messages,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: headersMs / 5,
      // Longer than the usual idle time of balancers (60 s), so that it is they who close.
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
    listener,
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = 100;
  return server;
};
