/** `POST /v1/holds`, `GET` and `DELETE /v1/holds/{id}`. */
import { type Request, type Response, Router } from 'express';
import type { HoldRecord } from '../../booking/hold_record.ts';
import { holdDocument } from '../../contract/hold.ts';
import { type HoldReading, readHoldRequest } from '../../contract/hold_request.ts';
import { messageOfHold, messageOfTaken, messageOfVerification } from '../../contract/messages.ts';
import { problem } from '../../contract/problem.ts';
import { verificationDocument } from '../../contract/verification_document.ts';
import { epochMs } from '../../verification/time.ts';
import { IDEMPOTENCY_HEADER, readIdempotencyKey } from '../access/idempotency_keys.ts';
import { onlyAllow } from '../http/allowed_methods.ts';
import { ownerOf, requestIdOf } from '../http/caller.ts';
import { jsonBody } from '../http/json_body.ts';
import { RequestProblem, sendProblem } from '../http/problem_response.ts';
import { signalOfClose } from '../http/signal_of_close.ts';
import { giveBackHold, holdKeyOf, placeHold } from '../holding/place_hold.ts';
import type { HoldingContext } from '../holding/context.ts';
import type { VerificationsContext } from '../verifications/context.ts';
import type { AskedQuestion } from '../verifications/reply.ts';
import { keepHearer, spoken, spokenProblem, spokenToInBody, spokenToInQuery } from '../speaking/hearer.ts';
import { verify } from '../verifications/verify.ts';

/** Where slots are held. */
export const HOLDS_PATH = '/v1/holds';

/** Seconds after which it is worth while to try again. */
const RETRY_AFTER_SECONDS = 1;

/** Cal.com holds what is not free: no slot is held that was not seen free within so long, in milliseconds. */
const SEEN_WITHIN_MS = 60_000;

/** What holds are answered with. */
export type HoldsContext = VerificationsContext & HoldingContext;

/** Everything under such a path. */
export const holdsRoute = (context: HoldsContext): Router => {
  const router = Router();
  router.post('/', jsonBody, (request, response) => postHold(context, request, response));
  router.all('/', onlyAllow('POST'));
  router.get('/:id', async (request, response) => {
    keepHearer(context, response, spokenToInQuery(context, request), 'UTC');
    const hold = await ownHold(context, request, response);
    keepHearer(context, response, spokenToInQuery(context, request), hold.timeZone);
    response.set('Cache-Control', 'no-store').json(documentOf(response, hold));
  });
  router.delete('/:id', async (request, response) => {
    const hold = await ownHold(context, request, response);
    const isDone = await giveBackHold(context, hold, requestIdOf(response));
    response.status(isDone ? 204 : 202).end();
  });
  router.all('/:id', onlyAllow('GET', 'HEAD', 'DELETE'));
  return router;
};

const postHold = async (context: HoldsContext, request: Request, response: Response): Promise<void> => {
  const { account, clock, config, holds } = context;
  const reading = readHoldRequest(request.body, account.policy);
  if (!reading.ok) throw new RequestProblem('invalid', { errors: reading.faults });
  const { question, eventType, minutes } = reading;
  keepHearer(context, response, spokenToInBody(context, request), question.timeZone);
  const caller = { owner: ownerOf(response), requestId: requestIdOf(response) };
  const key = readIdempotencyKey(request);
  const sameKey = key === undefined ? undefined : holdKeyOf(caller.owner, key);
  const standing = sameKey === undefined ? undefined : await holds.withKey(sameKey);
  if (standing !== undefined) {
    requireSame(context, standing, reading);
    return sendHeld(response, standing);
  }
  const asked: AskedQuestion = {
    watchCaller: () => signalOfClose(response),
    ...{
      about: { kind: 'one' as const, eventType },
      explain: false,
      question,
      ...caller,
      callbackUrl: undefined,
      waitMs: config.requestDeadlineMs,
    },
    ...{ notBefore: epochMs(clock() - SEEN_WITHIN_MS), byHabit: false },
  };
  const look = await verify(context, asked);
  if (look.kind === 'problem') return refuse(response, look.problem);
  if (look.kind === 'accepted') {
    return refuse(response, problem('calcom-unavailable', { detail: 'It takes longer to look than a caller waits.' }));
  }
  const { requested, timeZone, durationMinutes } = question;
  const { answer } = look;
  const reply =
    answer.outcome === 'available'
      ? await placeHold(context, {
          ...{ sameKey, eventType, durationMinutes, timeZone, starts: [requested], minutes },
          ...caller,
        })
      : ({ kind: 'taken' } as const);
  switch (reply.kind) {
    case 'held':
      return sendHeld(response, reply.hold);
    case 'taken': {
      const state = { status: 'completed', answer } as const;
      const document = verificationDocument(undefined, question, state, clock());
      const alternatives = document.status === 'completed' ? document.alternatives : [];
      const taken = problem('slot-taken', { detail: 'It is not free, or somebody holds it.', alternatives });
      const message =
        answer.outcome === 'available' ? messageOfTaken(requested, undefined) : messageOfVerification(state, question);
      refuse(response, spokenProblem(response, taken, message));
      return;
    }
    case 'problem':
      refuse(response, reply.problem);
  }
};

/** @throws {RequestProblem} where a key stands for the hold of another slot */
const requireSame = (
  { catalogue }: HoldsContext,
  hold: HoldRecord,
  { eventType, question }: Extract<HoldReading, { ok: true }>,
): void => {
  const eventTypeId = 'eventTypeId' in eventType ? eventType.eventTypeId : catalogue.find(eventType)?.id;
  if (hold.eventTypeId === eventTypeId && hold.start === question.requested) return;
  throw new RequestProblem('idempotency-key-reused', {
    detail: 'As long as a hold stands for it, the same key means the same slot.',
    errors: [{ header: IDEMPOTENCY_HEADER, reason: 'was sent for another slot before' }],
  });
};

const sendHeld = (response: Response, hold: HoldRecord): void => {
  response
    .status(201)
    .set('Location', `${HOLDS_PATH}/${hold.id}`)
    .set('Cache-Control', 'no-store')
    .json(documentOf(response, hold));
};

const documentOf = (response: Response, hold: HoldRecord) =>
  spoken(response, holdDocument(hold), () => messageOfHold(hold.start));

const refuse = (response: Response, refused: ReturnType<typeof problem>): void =>
  sendProblem(response, refused, refused.status === 503 ? RETRY_AFTER_SECONDS : undefined);

/** The hold of a path. @throws {RequestProblem} where there is none, or it is another key's */
const ownHold = async (context: HoldsContext, request: Request, response: Response): Promise<HoldRecord> => {
  const id = String(request.params.id);
  const hold = await context.holds.read(id);
  if (hold !== undefined && hold.owner === ownerOf(response)) return hold;
  throw new RequestProblem('hold-not-found', { detail: `There is no hold ${id}, or it has ended.` });
};
