/** What browsers are told about answers, so that none of them can be framed, sniffed or run. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * For everything that is data. The values are helmet's, set in one call: half the price of its chain of middlewares, and this
 * stands in the way of every cached answer.
 */
const FOR_DATA = new Map([
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Referrer-Policy', 'no-referrer'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
]);

/** The headers of every answer that is not a page. */
export const dataHeaders: RequestHandler = (_request, response, next) => {
  response.setHeaders(FOR_DATA);
  next();
};

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
