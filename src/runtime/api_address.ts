import { freePort, whyNotFree } from './free_port.ts';
import { StartupError } from '../config/startup_error.ts';

/** Where the api listens, and where this machine finds it. */
export interface ApiAddress {
  readonly port: number;
  readonly url: string;
}

const REASONS: Record<string, string> = {
  EADDRINUSE: 'is in use; stop what uses it, or set PORT to another one',
  EACCES: 'needs more rights than this user has; set PORT to one above 1023',
  EADDRNOTAVAIL: 'is not an address of this machine; set HOST to one that is',
};

/** A server that listens on every address is reached over the loopback one. */
export const reachableHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};

/**
 * Where the api will listen: the port wished for, or any free one for 0. Makes sure, before anything is started, that it
 * will be able to.
 *
 * @throws StartupError when it will not.
 */
export const apiAddress = async (wish: number, host: string): Promise<ApiAddress> => {
  const port = wish === 0 ? await freePort() : wish;
  const reason = await whyNotFree(port, host);
  if (reason !== undefined)
    throw new StartupError(`Port ${port} on ${host} ${REASONS[reason] ?? `cannot be listened on (${reason})`}.`);
  return { port, url: `http://${reachableHost(host)}:${port}` };
};
