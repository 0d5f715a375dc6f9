/** `POST /v1/calcom/webhooks`: Cal.com tells of a change, and no answer offers what it takes any more. */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { keepChange } from '../../availability/keep_change.ts';
import { readWebhook, type Webhook } from '../../calcom/webhook/read_webhook.ts';
import { NO_SECRET, SIGNATURE_HEADER } from '../../calcom/webhook/signature.ts';
import { refetchConcerned } from '../../queues/ranges/refetch.ts';
import { requestIdOf } from '../http/caller.ts';
import { RequestProblem } from '../http/problem_response.ts';
import type { WebhooksContext } from './context.ts';

/** A booking with many guests and answers is long; more than this is none. */
const BODY_LIMIT = 512 * 1024;

/** The webhooks' route. Cal.com has no key of ours: its signature is what lets it in. */
export const calcomWebhooksRoute = (context: WebhooksContext): Router => {
  const router = Router();
  if (!context.webhookSecrets.areOn) {
    router.post('/', () => {
      throw new RequestProblem('webhooks-not-configured', {
        detail: 'Set PUBLIC_URL, or CALCOM_WEBHOOK_SECRET to the secret of the webhook in Cal.com.',
      });
    });
    return router;
  }
  // The signature is over the bytes as they came, so they are parsed here and not by the usual middleware. A template can make them
  // anything, whatever the content type says.
  router.post(
    '/',
    express.raw({ type: () => true, limit: BODY_LIMIT }),
    signedBy(context.webhookSecrets),
    (request, response) => receive(context, request, response),
  );
  router.use(tooLong);
  return router;
};

const signedBy =
  (secrets: WebhooksContext['webhookSecrets']): RequestHandler =>
  async (request, _response, next) => {
    const signature = request.get(SIGNATURE_HEADER);
    if (await secrets.fit(bodyOf(request), signature)) return next();
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
  const body = bodyOf(request);
  const webhook = readWebhook(body.toString('utf8'));
  const now = context.clock();
  const noted = context.looks.note({ deliveredAt: now });
  if (webhook.kind === 'irrelevant') {
    await noted;
    response.json({ status: 'ignored', ...told(webhook) });
    return;
  }
  const [firstReceived] = await Promise.all([context.webhookReceipts.firstReceived(body, now), noted]);
  const kept = await keepChange(context, webhook, { now, firstReceived });
  const changed = kept.concerned.length;
  response.json({ status: 'applied', ...told(webhook), changed });
  // Cal.com waits for the answer, and somebody for Cal.com: a cancellation is not even done before it. So calls come after it. Should this process
  // die now, the days stay doubted, and whoever asks for one has it fetched.
  const requestId = requestIdOf(response);
  const facts = {
    ...told(webhook),
    eventTypeId: webhook.booked.eventTypeId,
    timesMissing: webhook.timesMissing,
    changed,
    requestId,
  };
  refetchConcerned({ ...context, limits: context.config.cache }, [kept], requestId).then(
    (refetches) => context.logger.info({ ...facts, refetches }, 'webhook'),
    (error: unknown) => context.logger.warn({ ...facts, err: error }, 'refetches after a webhook could not be queued'),
  );
};

/** The trigger, where the webhook has one. */
const told = ({ trigger }: Webhook) => (trigger === undefined ? {} : { trigger });
