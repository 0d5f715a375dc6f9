/** `POST /v1/verifications` and `GET /v1/verifications/{id}`. */
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { HoldRecord } from '../../booking/hold_record.ts';
import { ageSeconds } from '../../contract/age_seconds.ts';
import { LATER, messageOfVerification } from '../../contract/messages.ts';
import { type Problem, problem, problemOfReason } from '../../contract/problem.ts';
import {
  type RepeatedQuestion,
  type VerificationState,
  verificationDocument,
} from '../../contract/verification_document.ts';
import { holdDocument } from '../../contract/hold.ts';
import { type QuestionReading, readVerificationRequest } from '../../contract/verification_request.ts';
import type { SpokenTo } from '../../queues/job_queue/spoken_to.ts';
import {
  type VerificationAnswer,
  type VerificationJob,
  verificationAnswerSchema,
  verificationJobSchema,
} from '../../queues/verifications/job.ts';
import { asOf } from '../../verification/question.ts';
import { ageDemand } from '../refresh/age_demand.ts';
import { afterwards } from '../http/afterwards.ts';
import { onlyAllow } from '../http/allowed_methods.ts';
import { setAnswerHeaders, writeAnswer } from '../http/answer_headers.ts';
import { cacheStatus } from '../http/cache_status.ts';
import { ownerOf, requestIdOf } from '../http/caller.ts';
import type { VerificationsContext } from './context.ts';
import { readIdempotencyKey } from '../access/idempotency_keys.ts';
import { type Holding, holdAnswer } from './hold_answer.ts';
import { verifyOnce } from './verify_once.ts';
import { jsonBody } from '../http/json_body.ts';
import { type Preferences, readPreferences } from '../http/preferences.ts';
import { RequestProblem, sendProblem } from '../http/problem_response.ts';
import { signalOfClose } from '../http/signal_of_close.ts';
import { keepHearer, spoken, spokenToInQuery } from '../speaking/hearer.ts';
import { isSaid, readSaid } from './said.ts';
import { type AnsweredQuestion, recordVerification } from './verification_record.ts';
import type { AskedQuestion, Reply } from './reply.ts';
import { verify } from './verify.ts';

/** Seconds after which a poll is worth while. */
const RETRY_AFTER_SECONDS = 1;

/** The longest wait of a poll, in seconds. */
const LONGEST_POLL_SECONDS = 30;

/** How many Cal.com calls were made for this answer. A header, as it says nothing about slots. */
const CALLS_HEADER = 'Slotproof-Calcom-Calls';

/** Where verifications are asked for. */
export const VERIFICATIONS_PATH = '/v1/verifications';

/** What answers a `POST` there. It sets the headers of every answer itself, where nothing has yet. */
export const verificationHandlers = (context: VerificationsContext): readonly RequestHandler[] => {
  const record = afterwards((answered: AnsweredQuestion) => recordVerification(context, answered));
  return [jsonBody, (request, response) => postVerification(context, record, request, response)];
};

/** Everything under such a path. */
export const verificationsRoute = (context: VerificationsContext): Router => {
  const router = Router();
  router.post('/', ...verificationHandlers(context));
  router.all('/', onlyAllow('POST'));
  router.get('/:id', (request, response) => getVerification(context, request, response));
  router.all('/:id', onlyAllow('GET', 'HEAD'));
  return router;
};

const postVerification = (
  context: VerificationsContext,
  record: (answered: AnsweredQuestion) => void,
  request: Request,
  response: Response,
): void | Promise<void> => {
  const startedAt = performance.now();
  return isSaid(request.body)
    ? answerSaid(context, record, request, response, request.body, startedAt)
    : answerAsked(context, record, request, response, request.body, startedAt);
};

const answerSaid = async (
  context: VerificationsContext,
  record: (answered: AnsweredQuestion) => void,
  request: Request,
  response: Response,
  body: object,
  startedAt: number,
): Promise<void> => {
  const said = await readSaid(context, body);
  switch (said.kind) {
    case 'faults':
      throw new RequestProblem('invalid', { errors: said.faults });
    case 'unclear':
      return writeAnswer(response, said.document, []);
    case 'asked':
      return await answerAsked(context, record, request, response, said.body, startedAt, said.spokenTo);
  }
};

const answerAsked = (
  context: VerificationsContext,
  record: (answered: AnsweredQuestion) => void,
  request: Request,
  response: Response,
  body: unknown,
  startedAt: number,
  spokenTo?: SpokenTo,
): void | Promise<void> => {
  const reading = readVerificationRequest(body, context.account.policy, context.account.callbacks);
  if (!reading.ok) throw new RequestProblem('invalid', { errors: reading.faults });
  const { about, explain, callbackUrl, hold } = reading;
  const question = asOf(reading.question, context.clock());
  keepHearer(context, response, spokenTo, question.timeZone);
  const preferences = readPreferences(request.get('prefer'));
  const asked: AskedQuestion = {
    watchCaller: () => signalOfClose(response),
    about,
    explain,
    question,
    ...ageDemand(request.headers['cache-control'], maxAgeOf(reading), context.clock()),
    callbackUrl,
    spokenTo,
    owner: ownerOf(response),
    requestId: requestIdOf(response),
    waitMs: callbackUrl === undefined ? waitMs(context, preferences) : 0,
  };
  const key = readIdempotencyKey(request);
  const answer = (reply: Reply): void | Promise<void> => {
    record({ requestId: asked.requestId, exactMs: performance.now() - startedAt, reply, about });
    if (reply.kind === 'problem') return refuse(context, response, reply.problem, reply.retryAfterMs);
    if (hold !== undefined && reply.kind === 'answered') {
      return sendHeld(context, response, asked, preferences, reply, { minutes: hold === true ? undefined : hold, key });
    }
    sendReply(context, response, question, preferences, reply);
  };
  const reply = key === undefined ? verify(context, asked) : verifyOnce(context, asked, key, request.body);
  return reply instanceof Promise ? reply.then(answer) : answer(reply);
};

/** Cal.com holds what is not free: nothing is held that was not seen free within so many seconds. */
const SEEN_WITHIN_SECONDS = 60;

const maxAgeOf = ({ hold, maxAgeSeconds }: Pick<Extract<QuestionReading, { ok: true }>, 'hold' | 'maxAgeSeconds'>) =>
  hold === undefined ? maxAgeSeconds : Math.min(SEEN_WITHIN_SECONDS, maxAgeSeconds ?? SEEN_WITHIN_SECONDS);

const sendHeld = async (
  context: VerificationsContext,
  response: Response,
  asked: AskedQuestion,
  preferences: Preferences,
  reply: Extract<Reply, { kind: 'answered' }>,
  holding: Holding,
): Promise<void> => {
  const held = await holdAnswer(context, asked, reply.answer, holding);
  if (held.kind === 'problem') return await refuse(context, response, held.problem);
  const { answer, hold } = held;
  sendReply(context, response, asked.question, preferences, { ...reply, answer }, hold);
};

const refuse = async (
  context: VerificationsContext,
  response: Response,
  refused: Problem,
  retryAfterMs = RETRY_AFTER_SECONDS * 1000,
): Promise<void> => {
  setAnswerHeaders(response);
  sendProblem(response, refused, refused.status === 503 ? await retryAfterSeconds(context, retryAfterMs) : undefined);
};

/** The truth about when it is worth while to ask again: the rest of the event type's pause, the cool-down, or Cal.com's block. */
const retryAfterSeconds = async ({ gate }: VerificationsContext, leastMs: number): Promise<number> => {
  const { circuitRetryAfterMs, throttle } = await gate.state();
  return Math.max(circuitRetryAfterMs, throttle.blockedForMs, leastMs) / 1000;
};

const waitMs = ({ config }: VerificationsContext, { respondAsync, wait }: Preferences): number => {
  // RFC 7240, section 4.1: with both, the caller waits that long and is then content with a 202.
  if (wait !== undefined) return Math.min(wait * 1000, config.requestDeadlineMs);
  return respondAsync ? 0 : config.requestDeadlineMs;
};

const sendReply = (
  context: VerificationsContext,
  response: Response,
  asked: RepeatedQuestion,
  preferences: Preferences,
  reply: Exclude<Reply, { kind: 'problem' }>,
  hold?: HoldRecord,
): void => {
  const now = context.clock();
  switch (reply.kind) {
    case 'accepted': {
      const applied = [
        ...(preferences.respondAsync ? ['respond-async'] : []),
        ...(preferences.wait === undefined ? [] : [`wait=${preferences.wait}`]),
      ];
      setAnswerHeaders(response);
      if (applied.length > 0) response.set('Preference-Applied', applied.join(', '));
      response
        .status(202)
        .set('Location', `${VERIFICATIONS_PATH}/${reply.id}`)
        .set('Retry-After', String(RETRY_AFTER_SECONDS))
        .json(spoken(response, verificationDocument(reply.id, asked, { status: 'queued' }, now), () => LATER));
      return;
    }
    case 'answered': {
      const { id, answer } = reply;
      const age = ageSeconds(answer.verifiedAt, now);
      // The rest follows there.
      if (isAwaited(answer)) response.set('Location', `${VERIFICATIONS_PATH}/${id}`);
      const state = { status: 'completed', answer } as const;
      const document = verificationDocument(id, asked, state, now);
      const whole = hold === undefined ? document : { ...document, hold: holdDocument(hold) };
      const messageOf = () => messageOfVerification(state, asked, hold?.start);
      writeAnswer(response, spoken(response, whole, messageOf), [
        'Age',
        String(age),
        'Cache-Status',
        cacheStatus(reply.cacheUse, (answer.freshUntil ?? answer.verifiedAt) - now, answer.freshness === 'fresh'),
        CALLS_HEADER,
        String(answer.calcomCalls),
      ]);
    }
  }
};

/** Whether parts of it are still worked on. */
const isAwaited = ({ several }: VerificationAnswer): boolean =>
  several?.some(({ unanswered }) => unanswered === 'pending') ?? false;

const getVerification = async (context: VerificationsContext, request: Request, response: Response): Promise<void> => {
  const id = String(request.params.id);
  const found = await readJob(context, id, ownerOf(response));
  if (found === undefined) return sendUnknown(response, id);
  const { spokenTo, timeZone } = found.asked;
  keepHearer(context, response, spokenToInQuery(context, request) ?? spokenTo, timeZone);
  const { wait } = readPreferences(request.get('prefer'));
  if (wait !== undefined) {
    const seconds = Math.min(wait, LONGEST_POLL_SECONDS);
    response.set('Preference-Applied', `wait=${seconds}`);
    if (isRunning(found.state) && seconds > 0) {
      await context.finishedVerifications.wait(
        id,
        AbortSignal.any([signalOfClose(response), AbortSignal.timeout(seconds * 1000)]),
        true,
      );
      const later = await readJob(context, id, ownerOf(response));
      return later === undefined ? sendUnknown(response, id) : sendState(context, response, id, later);
    }
  }
  sendState(context, response, id, found);
};

interface FoundJob {
  readonly asked: VerificationJob;
  readonly state: VerificationState;
}

const isRunning = ({ status }: VerificationState): boolean => status === 'queued' || status === 'active';

const sendUnknown = (response: Response, id: string): void =>
  sendProblem(
    response,
    problem('verification-not-found', { detail: `There is no verification ${id}, or it is over a day old.` }),
  );

const sendState = (context: VerificationsContext, response: Response, id: string, { asked, state }: FoundJob): void => {
  response.set('Cache-Control', 'no-store');
  if (isRunning(state)) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  if (state.status === 'completed') response.set(CALLS_HEADER, String(state.answer.calcomCalls));
  const document = verificationDocument(id, asked, state, context.clock());
  response.json(spoken(response, document, () => messageOfVerification(state, asked)));
};

const readJob = async (context: VerificationsContext, id: string, owner: string): Promise<FoundJob | undefined> => {
  const job = await context.verifications.getJob(id);
  if (job === undefined) return undefined;
  const asked = verificationJobSchema.parse(job.data);
  // Another key's verification does not exist for this caller: a 403 would tell that it does.
  if (asked.owner !== owner) return undefined;
  if (job.finishedOn === undefined)
    return { asked, state: { status: job.processedOn === undefined ? 'queued' : 'active' } };
  // Not by its failedReason: a job that was retried from Bull Board and then completed keeps that of its failure.
  if (job.returnvalue === null) return { asked, state: { status: 'failed', error: problemOfReason(job.failedReason) } };
  return { asked, state: { status: 'completed', answer: verificationAnswerSchema.parse(job.returnvalue) } };
};
