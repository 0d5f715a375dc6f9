import { once } from 'node:events';
import type { Server } from 'node:http';
import { onTestFinished } from 'vitest';
import type { AtEnd } from './system.ts';

/** Lets a server listen on a free port of this machine, and ends it with all its connections: after the test unless told. @returns the port */
export const listenHere = async (server: Server, atEnd: AtEnd = onTestFinished): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.');
  return address.port;
};
