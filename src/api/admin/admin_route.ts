/** `GET /admin`, the page for people, with the figures that it shows and the verifications that are asked from it. */
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import type { AdminContext } from './context.ts';
import { bookingsRoute } from '../bookings/bookings_route.ts';
import { holdsRoute } from '../holds/holds_route.ts';
import { verificationsRoute } from '../verifications/verifications_route.ts';
import type { FigureHistory } from './figure_history.ts';
import { figuresDocument } from './figures_document.ts';
import { warmestEventTypes } from './warmest_event_types.ts';

/** Where the page is. */
export const ADMIN_PATH = '/admin';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));

/** Nothing inline and nothing from elsewhere: what an event type's name may hold cannot become a script. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pagePolicy: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  next();
};

/** Nobody tries out a page on other people's calendars: it books where Cal.com stands on this machine, or in this network under a plain name. */
const isSimulator = ({ apiUrl }: AdminContext['account']): boolean => {
  const { hostname } = new URL(apiUrl);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$|^[\w-]+$/.test(hostname);
};

/**
 * The page's routes. Verifications have a way of their own here because a browser sends the key as a password, which `/v1` does
 * not take; no other site can use that, as a body of JSON is asked for first (CORS), and this server allows nobody.
 * @param limits what holds for verifications, as for those of `/v1`
 */
export const adminRoute = (
  context: AdminContext,
  history: FigureHistory,
  limits: readonly RequestHandler[],
): Router => {
  const router = Router();
  const mayTake = isSimulator(context.account);
  router.get('/', pagePolicy, (_request, response) => {
    response.sendFile('index.html', { root: PAGE, cacheControl: false, headers: { 'Cache-Control': 'no-cache' } });
  });
  router.get('/figures', async (_request, response) => {
    const [samples, warmest, redisFault = null] = await Promise.all([
      history.upToNow(),
      warmestEventTypes(context).catch(() => []),
      context.redisFault(),
    ]);
    response
      .set('Cache-Control', 'no-store')
      .json({ ...figuresDocument(samples, warmest, context.catalogue.document()), redisFault, mayTake });
  });
  router.use('/verifications', ...limits, verificationsRoute(context));
  if (mayTake) {
    router.use('/bookings', ...limits, bookingsRoute(context));
    router.use('/holds', ...limits, holdsRoute(context));
  }
  router.use(express.static(PAGE, { index: false, redirect: false, cacheControl: false }));
  return router;
};
