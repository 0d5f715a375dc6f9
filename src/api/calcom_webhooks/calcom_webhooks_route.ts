/** `POST /v1/calcom/webhooks`: Cal.com tells of a change, and the cache forgets what it makes untrue. */
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { inBatches } from '../../availability/in_batches.ts';
import { MEMORY_MAX_AGE_MS } from '../../availability/memory_tier.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import { sharingTime } from '../../availability/shared_time.ts';
import { invalidate } from '../../availability/webhook_invalidation.ts';
import { type AvailabilityChange, readWebhook } from '../../calcom/webhook.ts';
import { isSigned, NO_SECRET, SIGNATURE_HEADER } from '../../calcom/webhook_signature.ts';
import { LEAST_RANGE_DAYS } from '../../queues/ranges/job.ts';
import { queueRange } from '../../queues/ranges/producer.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../../verification/time.ts';
import { requestIdOf } from '../http/caller.ts';
import type { WebhooksContext } from './context.ts';
import { RequestProblem } from '../http/problem_response.ts';

/** A booking with many guests and answers is long; more than this is none. */
const BODY_LIMIT = 512 * 1024;

/** Timers can be that early. */
const TIMER_SLACK_MS = 2;

/** Ranges on their way to the queue at once. */
const QUEUED_AT_ONCE = 50;

/** How far Cal.com's clock may be behind ours. */
const CLOCK_SKEW_MS = 10_000;

/** A refresh reaches at most so many days from today: the furthest that a verification of this month looks. */
const MOST_RANGE_DAYS = 62;

/** The webhooks' route. Cal.com has no key of ours: its signature is what lets it in. */
export const calcomWebhooksRoute = (context: WebhooksContext): Router => {
  const router = Router();
  const secret = context.account.webhookSecret;
  if (secret === undefined) {
    router.post('/', () => {
      throw new RequestProblem('webhooks-not-configured', {
        detail: 'Set CALCOM_WEBHOOK_SECRET to the secret of the webhook in Cal.com.',
      });
    });
    return router;
  }
  // The signature is over the bytes as they came, so they are parsed here and not by the usual middleware. A template can make them
  // anything, whatever the content type says.
  router.post('/', express.raw({ type: () => true, limit: BODY_LIMIT }), signedBy(secret), (request, response) =>
    receive(context, request, response),
  );
  router.use(tooLong);
  return router;
};

const signedBy =
  (secret: string): RequestHandler =>
  (request, _response, next) => {
    const signature = request.get(SIGNATURE_HEADER);
    if (isSigned(bodyOf(request), signature, secret)) return next();
    if (signature === NO_SECRET) {
      throw new RequestProblem('signature-invalid', {
        detail: 'The webhook has no secret in Cal.com. Give it the one in CALCOM_WEBHOOK_SECRET.',
      });
    }
    throw new RequestProblem('signature-invalid', {
      detail: `${SIGNATURE_HEADER} must be the hex HMAC-SHA256 of the body under CALCOM_WEBHOOK_SECRET.`,
    });
  };

const tooLong: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const isTooLong = typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';
  next(
    isTooLong
      ? new RequestProblem('body-too-large', { detail: `A webhook may have at most ${BODY_LIMIT / 1024} KiB.` })
      : error,
  );
};

/** express.raw leaves a request without a body as it is. */
const bodyOf = (request: Request): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));

const receive = async (context: WebhooksContext, request: Request, response: Response): Promise<void> => {
  const { logger, store, usage } = context;
  const body = bodyOf(request);
  const webhook = readWebhook(body.toString('utf8'));
  if (webhook.kind === 'irrelevant') {
    response.json({ status: 'ignored', trigger: webhook.trigger });
    return;
  }
  const now = context.clock();
  const at = changedBefore(webhook, await context.webhookReceipts.firstReceived(body, now));
  await usage.flush();
  const names = await usage.cached();
  const { touched, lastDay, changed } = await invalidate(store, names, webhook, at, now);
  const recent = new Set(await usage.recent(epochMs(now - context.config.cache.staleSeconds * 1000)));
  const used = touched.filter((name) => recent.has(name));
  await noteOrganizer(context, webhook);
  const sharing = await sharingTime(context.organizers, used, webhook.booked);
  const refresh = (some: readonly SegmentsName[]) => queueRefreshes(context, some, at, lastDay, requestIdOf(response));
  const joined = await refresh(sharing);

  // Every api process was told, and forgets at once. Should a message be lost, what a process remembers from before is gone
  // after this time: so when this is answered, nobody answers from it any longer. It saves counting who has confirmed.
  await sleep(MEMORY_MAX_AGE_MS + TIMER_SLACK_MS);
  // A fetch that was under way when the webhook came may have missed the booking. This costs no call where it had not begun.
  await refresh(joined);

  logger.info(
    {
      trigger: webhook.trigger,
      eventTypeId: webhook.booked.eventTypeId,
      timesMissing: webhook.timesMissing,
      changed,
      refreshes: sharing.length,
      leftDoubted: used.length - sharing.length,
      requestId: requestIdOf(response),
    },
    'webhook',
  );
  response.json({ status: 'applied', ...(webhook.trigger === undefined ? {} : { trigger: webhook.trigger }), changed });
};

/**
 * What was observed since then knows of the change: no later than Cal.com's own time stamp (and a little, as its clock may be
 * behind ours), nor than the first receipt of the webhook. So a late or repeated delivery does not throw away what was fetched
 * since the booking.
 */
const changedBefore = ({ createdAt }: AvailabilityChange, firstReceived: EpochMs): EpochMs =>
  createdAt === undefined ? firstReceived : epochMs(Math.min(createdAt + CLOCK_SKEW_MS, firstReceived));

/** What this webhook tells of whose time an id takes, for the webhooks to come. */
const noteOrganizer = async ({ organizers }: WebhooksContext, { booked }: AvailabilityChange): Promise<void> => {
  const { eventTypeId, username } = booked;
  if (eventTypeId !== undefined && username !== undefined) await organizers.note(eventTypeId, username);
};

/** Queues one refresh for each. @returns those for which one was queued or under way before */
const queueRefreshes = async (
  context: WebhooksContext,
  names: readonly SegmentsName[],
  at: EpochMs,
  lastDay: UtcDay,
  requestId: string,
): Promise<readonly SegmentsName[]> => {
  const today = utcDayOf(context.clock());
  const until = utcDay(Math.min(today + MOST_RANGE_DAYS, Math.max(today + LEAST_RANGE_DAYS, lastDay)));
  const account = context.account.name;
  const queued = await inBatches(names, QUEUED_AT_ONCE, async (name) => {
    const range = { account, segments: name, from: today, until, notBefore: at, reason: 'webhook', requestId } as const;
    return { name, ...(await queueRange(context.ranges, range)) };
  });
  return queued.filter(({ joined }) => joined).map(({ name }) => name);
};
