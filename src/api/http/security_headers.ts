/** What browsers are told about answers, so that none of them can be framed, sniffed or run. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** For everything that is data. The values are helmet's; its chain of middlewares would cost every cached answer twice as much. */
export const DATA_HEADERS = new Map([
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Referrer-Policy', 'no-referrer'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
]);

/**
 * The headers of a page: everything comes from here, and only styles may be inline, as both pages need them. Bull Board's
 * link to a font of Google's is thereby cut too: nobody abroad hears of who looks at the queues.
 */
export const pageHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      fontSrc: ["'self'", 'data:'],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
});
