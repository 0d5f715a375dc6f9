/** One address in front of several servers, as a managed Redis has it: where a new connection leads can change, and old ones stay where they are. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The address. */
export interface TcpProxy {
  readonly port: number;
  /** From now on new connections lead there. */
  leadTo(port: number): void;
  /** Nothing passes any more through the connections that there are, and nobody is told; new ones work. */
  freeze(): void;
  close(): void;
}

/** Opens it. */
export const startTcpProxy = async (target: number): Promise<TcpProxy> => {
  let port = target;
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.pipe(upstream).pipe(client);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    leadTo: (other) => {
      port = other;
    },
    freeze: () => {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        // Read, so that the other side's sending does not come to a halt either.
        client.resume();
        upstream.resume();
      }
    },
    close: () => {
      server.close();
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
  };
};
