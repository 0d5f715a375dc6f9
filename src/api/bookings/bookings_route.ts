/** `POST /v1/bookings`, `GET /v1/bookings/{id}`, and the changes of a booking. */
import { type Request, type Response, Router } from 'express';
import { type BookingRecord, isChanging } from '../../booking/booking_record.ts';
import {
  type BookingOrder,
  readBookingRequest,
  readCancellation,
  readReschedule,
} from '../../contract/booking_request.ts';
import { messageOfBooking } from '../../contract/messages.ts';
import { problem, problemOfReason } from '../../contract/problem.ts';
import { bookingJobId, queueBooking } from '../../queues/bookings/producer.ts';
import type { SpokenTo } from '../../queues/job_queue/spoken_to.ts';
import { subjectInWords } from '../../queues/job_queue/subject_in_words.ts';
import { IDEMPOTENCY_HEADER, readIdempotencyKey } from '../access/idempotency_keys.ts';
import { onlyAllow } from '../http/allowed_methods.ts';
import { ownerOf, requestIdOf } from '../http/caller.ts';
import { jsonBody, jsonBodyIfAny } from '../http/json_body.ts';
import { readPreferences } from '../http/preferences.ts';
import { RequestProblem, sendProblem } from '../http/problem_response.ts';
import { signalOfClose } from '../http/signal_of_close.ts';
import { keepHearer, spokenProblem, spokenToInBody, spokenToInQuery } from '../speaking/hearer.ts';
import { unbookable } from '../verifications/unbookable.ts';
import {
  answerBooking,
  documentOfBooking,
  isPending,
  RETRY_AFTER_SECONDS,
  sendFailed,
  sendTaken,
} from './booking_answer.ts';
import { changeBooking, type WantedChange } from './change_booking.ts';
import type { BookingsContext } from './context.ts';
import { isPlaced, placeBooking } from './place_booking.ts';

/** The longest wait of a poll, in seconds. */
const LONGEST_POLL_SECONDS = 30;

/** Everything under such a path. */
export const bookingsRoute = (context: BookingsContext): Router => {
  const router = Router();
  router.post('/', jsonBody, (request, response) => postBooking(context, request, response));
  router.all('/', onlyAllow('POST'));
  router.get('/:id', (request, response) => getBooking(context, request, response));
  router.all('/:id', onlyAllow('GET', 'HEAD'));
  router.post('/:id/cancel', jsonBodyIfAny, (request, response) => postChange(context, request, response, cancelOf));
  router.all('/:id/cancel', onlyAllow('POST'));
  router.post('/:id/reschedule', jsonBody, (request, response) => postChange(context, request, response, moveOf));
  router.all('/:id/reschedule', onlyAllow('POST'));
  return router;
};

const postBooking = async (context: BookingsContext, request: Request, response: Response): Promise<void> => {
  const { account, catalogue, clock } = context;
  if (account.apiKey === undefined) throw new RequestProblem('bookings-not-configured', { detail: NO_KEY });
  const reading = readBookingRequest(request.body, account.policy, account.callbacks);
  if (!reading.ok) throw new RequestProblem('invalid', { errors: reading.faults });
  const { order } = reading;
  const { requested, timeZone, durationMinutes } = order.question;
  const spokenTo = spokenToInBody(context, request);
  keepHearer(context, response, spokenTo, timeZone);
  if (requested < clock()) {
    throw new RequestProblem('start-in-the-past', {
      errors: [{ pointer: '/start', reason: 'must not be in the past' }],
    });
  }
  const named = 'eventTypeId' in order.eventType ? 'eventTypeId' : 'eventTypeSlug';
  const fault = unbookable(catalogue.find(order.eventType), catalogue.document(), durationMinutes, named);
  if (fault !== undefined) throw new RequestProblem('invalid', { errors: [fault] });

  const key = readIdempotencyKey(request);
  const asking = { owner: ownerOf(response), requestId: requestIdOf(response), key, body: request.body, spokenTo };
  // A hold is used up by its booking, which may be asked for again.
  if (order.holdId !== undefined && !(await isPlaced(context, order, asking))) {
    await requireHold(context, order, order.holdId, asking.owner);
  }
  const placed = await placeBooking(context, order, asking);
  if (placed.kind === 'key-reused') {
    throw new RequestProblem('idempotency-key-reused', {
      detail: 'Within 24 hours the same key means the same body.',
      errors: [{ header: IDEMPOTENCY_HEADER, reason: 'was sent with another body before' }],
    });
  }
  const waitMs = order.callbackUrl === undefined ? patienceMs(context, request) : 0;
  const record = await untilEnded(context, placed.record, undefined, waitMs, response);
  answerBooking(context, response, record, 201);
};

/** @throws {RequestProblem} where there is no such hold, or it is of another slot */
const requireHold = async (
  { catalogue, holds }: BookingsContext,
  { eventType, question }: BookingOrder,
  id: string,
  owner: string,
): Promise<void> => {
  const hold = await holds.read(id);
  if (hold === undefined || hold.owner !== owner) {
    throw new RequestProblem('hold-not-found', { detail: `There is no hold ${id}, or it has ended.` });
  }
  const eventTypeId = 'eventTypeId' in eventType ? eventType.eventTypeId : catalogue.find(eventType)?.id;
  if (hold.start === question.requested && hold.eventTypeId === eventTypeId) return;
  throw new RequestProblem('invalid', { errors: [{ pointer: '/holdId', reason: 'is of another slot' }] });
};

const NO_KEY = 'Set CALCOM_API_KEY: without it a booking whose answer was lost cannot be found again.';

/** A change as a body asks for it; its reason is the caller's own words, and so stands in no record. */
interface AskedChange {
  readonly wanted: WantedChange;
  readonly reason: string | undefined;
}

const cancelOf = (request: Request): AskedChange => {
  const reading = readCancellation(request.body);
  if (!reading.ok) throw new RequestProblem('invalid', { errors: reading.faults });
  return { wanted: { kind: 'cancel' }, reason: reading.reason };
};

const moveOf = (request: Request, { timeZone }: BookingRecord): AskedChange => {
  const reading = readReschedule(request.body, timeZone);
  if (!reading.ok) throw new RequestProblem('invalid', { errors: reading.faults });
  return { wanted: { kind: 'move', start: reading.start }, reason: reading.reason };
};

const postChange = async (
  context: BookingsContext,
  request: Request,
  response: Response,
  askedOf: (request: Request, record: BookingRecord) => AskedChange,
): Promise<void> => {
  const record = await ownBooking(context, request, response, spokenToInBody(context, request));
  const { wanted, reason } = askedOf(request, record);
  const queued = await changeBooking(context, record, wanted, reason);
  if (queued.kind === 'unchangeable') {
    const refused = problem('booking-unchangeable', { detail: queued.why });
    return sendProblem(response, spokenProblem(response, refused, messageOfBooking(queued.record)));
  }
  if (queued.kind === 'done') return answerBooking(context, response, queued.record, 200);
  const { number } = queued;
  const after = await untilEnded(context, queued.record, number, patienceMs(context, request), response);
  const change = after.change?.number === number ? after.change : undefined;
  switch (change?.state) {
    case 'taken':
      return sendTaken(context, response, after, change.start ?? after.start, change.alternatives);
    case 'failed':
      return sendFailed(response, problemOfReason(change.reason ?? ''), after);
    default:
      return answerBooking(context, response, after, 200);
  }
};

const getBooking = async (context: BookingsContext, request: Request, response: Response): Promise<void> => {
  const spokenTo = spokenToInQuery(context, request);
  const record = await ownBooking(context, request, response, spokenTo);
  keepHearer(context, response, spokenTo ?? record.spokenTo, record.timeZone);
  const { wait } = readPreferences(request.get('prefer'));
  const seconds = wait === undefined ? undefined : Math.min(wait, LONGEST_POLL_SECONDS);
  if (seconds !== undefined) response.set('Preference-Applied', `wait=${seconds}`);
  const number = isChanging(record) ? record.change?.number : undefined;
  const found = await untilEnded(context, record, number, (seconds ?? 0) * 1000, response);
  if (isPending(found)) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  response.set('Cache-Control', 'no-store').json(documentOfBooking(context, response, found));
};

/** The booking of a path. @throws {RequestProblem} where there is none, or it is another key's */
const ownBooking = async (
  context: BookingsContext,
  request: Request,
  response: Response,
  spokenTo: SpokenTo | undefined,
): Promise<BookingRecord> => {
  // No time is said of a booking that is not there.
  keepHearer(context, response, spokenTo, 'UTC');
  const id = String(request.params.id);
  const record = (await context.bookings.read(id))?.record;
  // Another key's booking does not exist for this caller: a 403 would tell that it does.
  if (record !== undefined && record.owner === ownerOf(response)) {
    keepHearer(context, response, spokenTo, record.timeZone);
    return record;
  }
  throw new RequestProblem('booking-not-found', { detail: `There is no booking ${id}, or it is over.` });
};

const patienceMs = ({ config }: BookingsContext, request: Request): number => {
  const { respondAsync, wait } = readPreferences(request.get('prefer'));
  if (wait !== undefined) return Math.min(wait * 1000, config.requestDeadlineMs);
  return respondAsync ? 0 : config.requestDeadlineMs;
};

/** The booking as it is when it or its change has ended, or the wait has. Its job is there then, whoever has lost it. */
const untilEnded = async (
  context: BookingsContext,
  record: BookingRecord,
  change: number | undefined,
  waitMs: number,
  response: Response,
): Promise<BookingRecord> => {
  if (!isPending(record)) return record;
  const { account, bookings, bookingsQueue, finishedBookings } = context;
  const job = { account: account.name, bookingId: record.id, change, requestId: record.requestId };
  const patience = AbortSignal.any([AbortSignal.timeout(waitMs), signalOfClose(response)]);
  // Listening begins before the job exists, so that its end cannot be missed.
  const finishing = waitMs > 0 ? finishedBookings.wait(bookingJobId(job), patience) : Promise.resolve(undefined);
  await queueBooking(bookingsQueue, job, nameOf(record, change));
  const earlier = (await bookings.read(record.id))?.record;
  if (earlier !== undefined && !isPending(earlier)) return earlier;
  await finishing;
  return (await bookings.read(record.id))?.record ?? record;
};

/** As `Event type 101 at 2026-12-01T13:00Z`. */
const nameOf = ({ segments, start, change: asked }: BookingRecord, change: number | undefined): string => {
  const name = `${subjectInWords(segments)} at ${new Date(start).toISOString().replace(/:00\.000Z$/, 'Z')}`;
  return change === undefined ? name : `${name}: ${asked?.kind ?? 'change'}`;
};
