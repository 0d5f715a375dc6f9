import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * A registry with the figures of the process itself: memory, CPU, garbage collection, event-loop lag. One for each api and each set
 * of workers, not prom-client's global one, so that several can live in one process.
 */
export const createRegistry = (): Registry => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
};
