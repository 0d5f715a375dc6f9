/** `POST /v1/holds`, `GET` and `DELETE /v1/holds/{id}`. */
import { type Request, type Response, Router } from 'express';
import type { HoldRecord } from '../../booking/hold_record.ts';
import { holdDocument } from '../../contract/hold.ts';
import { type HoldReading, readHoldRequest } from '../../contract/hold_request.ts';
import { messageOfHold, messageOfTaken, messageOfVerification } from '../../contract/messages.ts';
import { problem } from '../../contract/problem.ts';
import { verificationDocument } from '../../contract/verification_document.ts';
import type { VerificationAnswer } from '../../queues/verifications/job.ts';
import { epochMs } from '../../verification/time.ts';
import { IDEMPOTENCY_HEADER, readIdempotencyKey } from '../access/idempotency_keys.ts';
import { onlyAllow } from '../http/allowed_methods.ts';
import { ownerOf, requestIdOf } from '../http/caller.ts';
import { jsonBody } from '../http/json_body.ts';
import { RequestProblem, sendProblem } from '../http/problem_response.ts';
import { signalOfClose } from '../http/signal_of_close.ts';
import { giveBackHold, holdFor, holdKeyOf, placeHold } from '../holding/place_hold.ts';
import type { HoldingContext } from '../holding/context.ts';
import type { VerificationsContext } from '../verifications/context.ts';
import type { AskedQuestion, Reply } from '../verifications/reply.ts';
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

type ReadHold = Extract<HoldReading, { ok: true }>;

const postHold = async (context: HoldsContext, request: Request, response: Response): Promise<void> => {
  const reading = readHoldRequest(request.body, context.account.policy);
  if (!reading.ok) throw new RequestProblem('invalid', { errors: reading.faults });
  const { question, eventType, minutes } = reading;
  keepHearer(context, response, spokenToInBody(context, request), question.timeZone);
  const owner = ownerOf(response);
  const key = readIdempotencyKey(request);
  const sameKey = key === undefined ? undefined : holdKeyOf(owner, key);
  const sendStanding = async (): Promise<boolean> => {
    const standing = sameKey === undefined ? undefined : await holdFor(context, sameKey);
    if (standing === undefined) return false;
    requireSame(context, standing, reading);
    sendHeld(response, standing);
    return true;
  };
  if (await sendStanding()) return;
  const look = await lookAt(context, reading, response);
  if (look.kind === 'problem') return refuse(response, look.problem);
  if (look.kind === 'accepted') {
    return refuse(response, problem('calcom-unavailable', { detail: 'It takes longer to look than a caller waits.' }));
  }
  const { answer } = look;
  if (answer.outcome !== 'available') {
    // Who asked at the same time with the same key may be who has it.
    return (await sendStanding()) ? undefined : sendTaken(context, response, reading, answer);
  }
  const { requested, timeZone, durationMinutes } = question;
  const reply = await placeHold(context, {
    ...{ sameKey, eventType, durationMinutes, timeZone, starts: [requested], minutes },
    ...{ owner, requestId: requestIdOf(response) },
  });
  switch (reply.kind) {
    case 'held':
      requireSame(context, reply.hold, reading);
      return sendHeld(response, reply.hold);
    case 'taken':
      return sendTaken(context, response, reading, answer);
    case 'problem':
      refuse(response, reply.problem);
  }
};

/** Whether the slot is free, and what is instead. */
const lookAt = (
  context: HoldsContext,
  { question, eventType }: ReadHold,
  response: Response,
): Reply | Promise<Reply> => {
  const asked: AskedQuestion = {
    watchCaller: () => signalOfClose(response),
    about: { kind: 'one', eventType },
    explain: false,
    question,
    ...{ owner: ownerOf(response), requestId: requestIdOf(response), callbackUrl: undefined },
    waitMs: context.config.requestDeadlineMs,
    ...{ notBefore: epochMs(context.clock() - SEEN_WITHIN_MS), byHabit: false },
  };
  return verify(context, asked);
};

const sendTaken = (
  { clock }: HoldsContext,
  response: Response,
  { question }: ReadHold,
  answer: VerificationAnswer,
): void => {
  const state = { status: 'completed', answer } as const;
  const document = verificationDocument(undefined, question, state, clock());
  const alternatives = document.status === 'completed' ? document.alternatives : [];
  const taken = problem('slot-taken', { detail: 'It is not free, or somebody holds it.', alternatives });
  const message =
    answer.outcome === 'available'
      ? messageOfTaken(question.requested, undefined)
      : messageOfVerification(state, question);
  refuse(response, spokenProblem(response, taken, message));
};

/** @throws {RequestProblem} where a key stands for the hold of another slot */
const requireSame = ({ catalogue }: HoldsContext, hold: HoldRecord, { eventType, question }: ReadHold): void => {
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
