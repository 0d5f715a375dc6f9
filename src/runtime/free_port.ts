import { createServer } from 'node:net';

const listen = (port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });

/**
 * Why nobody can listen on `host:port` (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, …), or undefined when it is free. Only
 * a look: another process may take the port right after.
 */
export const whyNotFree = async (port: number, host: string): Promise<string | undefined> => {
  try {
    await listen(port, host);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
};

/** A port of 127.0.0.1 that nobody uses: the wished-for one if it is free, otherwise any. */
export const freePort = async (wish = 0): Promise<number> =>
  (await whyNotFree(wish, '127.0.0.1')) === undefined && wish !== 0 ? wish : listen(0, '127.0.0.1');
