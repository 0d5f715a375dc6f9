/** `GET /v2/slots`: Cal.com's own operation, answered from the cache. */
import { hash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { slotsDocument } from '../../contract/slots_document.ts';
import { ageSeconds } from '../../contract/age_seconds.ts';
import { ageDemand } from '../refresh/age_demand.ts';
import { cacheStatus } from '../http/cache_status.ts';
import { sendCalcomError } from './calcom_error.ts';
import { calcomCallerOf, ownerOf, requestIdOf } from '../http/caller.ts';
import type { SlotsContext } from './context.ts';
import { findSlots } from './find_slots.ts';
import { signalOfClose } from '../http/signal_of_close.ts';
import { readSlotsQuery } from './slots_query.ts';
import { unanswerable } from './unanswerable.ts';

const SLOTS_ROUTE = '/slots';

/** Where Cal.com's operations are: it takes either. */
export const CALCOM_PATHS = ['/v2', '/api/v2'];

/**
 * The route, which leaves to others what is not asked of the cache: another version, by which Cal.com routes, and callers with a credential of their
 * own, whose calls are theirs.
 * @param isForEveryone whether those are answered too
 */
export const slotsRoute = (context: SlotsContext, isForEveryone: boolean): Router => {
  const router = Router();
  router.get(SLOTS_ROUTE, async (request, response, next) => {
    const isOurVersion = request.get('cal-api-version') === context.account.apiVersion;
    const isCached = isForEveryone || calcomCallerOf(response) !== 'own';
    if (isOurVersion && isCached) await getSlots(context, request, response);
    else next();
  });
  return router;
};

const getSlots = async (context: SlotsContext, request: Request, response: Response): Promise<void> => {
  const now = context.clock();
  const [, text = ''] = /\?(.*)$/s.exec(request.originalUrl) ?? [];
  const reading = readSlotsQuery(text);
  if (!reading.ok) return sendCalcomError(context, request, response, reading.error);
  const refusal = unanswerable(reading.query, now);
  if (refusal !== undefined) return sendCalcomError(context, request, response, { status: 400, message: refusal });

  const found = await findSlots(context, reading.query, {
    ...ageDemand(request.get('cache-control'), undefined, now),
    owner: ownerOf(response),
    requestId: requestIdOf(response),
    signal: AbortSignal.any([signalOfClose(response), AbortSignal.timeout(context.config.requestDeadlineMs)]),
  });
  context.metrics.slotListings.inc({ cache: found.kind === 'found' ? found.cacheUse : 'failed' });
  if (found.kind === 'error') return sendCalcomError(context, request, response, found.error);
  const age = ageSeconds(found.observedAt, context.clock());
  const body = JSON.stringify(slotsDocument(found.slots, reading.query.timeZone, reading.query.ends));
  response
    .set('Age', String(age))
    .set('Cache-Status', cacheStatus(found.cacheUse, found.freshUntil - context.clock(), found.freshness === 'fresh'))
    .set('ETag', entityTag(body))
    .type('json')
    // A 304 where the caller has it already.
    .send(body);
};

/** As Express makes it, and with it Cal.com: a client that moves over keeps what it has. */
const entityTag = (body: string): string =>
  `W/"${Buffer.byteLength(body).toString(16)}-${hash('sha1', body, 'base64').slice(0, 27)}"`;
