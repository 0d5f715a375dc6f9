/** Which pages may ask for slots, told as Cal.com tells it: booking pages ask it from a browser, and move over with everybody else. */
import cors from 'cors';
import type { RequestHandler } from 'express';

const DAY_SECONDS = 86_400;

/** Answers preflights and marks all other answers, errors too. @param origins origins, or `*` among them for all */
export const slotsCors = (origins: readonly string[]): RequestHandler =>
  cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'PATCH', 'DELETE', 'HEAD', 'POST', 'PUT', 'OPTIONS'],
    allowedHeaders: [
      'x-cal-client-id',
      'x-cal-secret-key',
      'x-cal-platform-embed',
      'cal-api-version',
      'Accept',
      'Authorization',
      'Content-Type',
      'Origin',
    ],
    maxAge: DAY_SECONDS,
  });
