import { randomInt } from 'node:crypto';
import { whyNotFree } from '../../src/runtime/free_port.ts';

/**
 * Below those that a system gives away by itself (from 32,768 on), and so that a Cluster's bus, 10,000 above, is there too. Redis takes none above
 * 55,535 for a Cluster.
 */
const RANGE = [10_000, 22_000] as const;

/**
 * A port of 127.0.0.1 that nobody uses, and that nobody is given who asks for any: whoever was killed finds it free when he comes back. One of those
 * that a system gives away may be another connection's by then.
 */
export const keptPort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(...RANGE);
    if ((await whyNotFree(port, '127.0.0.1')) === undefined) return port;
  }
};
