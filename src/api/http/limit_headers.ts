/** What is left of a key's requests, as far as it was counted (`access/request_limit.ts`), in the `RateLimit` headers. */
import type { RequestHandler, Response } from 'express';

/** Keeps them for whoever writes the answer's headers. @param pairs each name followed by its value */
export const keepLimitHeaders = (response: Response, pairs: readonly string[]): void => {
  response.locals.limitHeaders = pairs;
};

/** What was kept, each name followed by its value; nothing where the request was not counted. */
export const limitHeadersOf = (response: Response): readonly string[] => response.locals.limitHeaders ?? NONE;

const NONE: readonly string[] = [];

/** Says that this request is one too many of its key's, for whoever answers that in a shape of its own. */
export const markOverLimit = (response: Response): void => {
  response.locals.isOverLimit = true;
};

/** Whether that was said. */
export const isOverLimit = (response: Response): boolean => response.locals.isOverLimit === true;

/** Sets what was kept. */
export const setLimitHeaders = (response: Response): void => {
  const pairs = limitHeadersOf(response);
  for (let at = 0; at + 1 < pairs.length; at += 2) response.setHeader(String(pairs[at]), String(pairs[at + 1]));
};

/** Sets what was kept on everything that comes after. */
export const limitHeaders: RequestHandler = (_request, response, next) => {
  setLimitHeaders(response);
  next();
};
