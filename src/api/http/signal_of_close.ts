import type { Response } from 'express';

/** Aborted when the connection closes, before the answer or after it. */
export const signalOfClose = (response: Response): AbortSignal => {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  return closed.signal;
};
