/** What is answered of a booking, as far as it has come. */
import type { Response } from 'express';
import { type BookingRecord, isChanging, isEnded } from '../../booking/booking_record.ts';
import { alternativesOf, bookingDocument } from '../../contract/booking_document.ts';
import { messageOfBooking, messageOfTaken } from '../../contract/messages.ts';
import { type Problem, problem, problemOfReason } from '../../contract/problem.ts';
import { sendProblem } from '../http/problem_response.ts';
import { spoken, spokenProblem } from '../speaking/hearer.ts';
import type { BookingsContext } from './context.ts';

/** Where bookings are made. */
export const BOOKINGS_PATH = '/v1/bookings';

/** Seconds after which a poll is worth while. */
export const RETRY_AFTER_SECONDS = 1;

/** Whether it, or a change of it, is still being made. */
export const isPending = (record: BookingRecord): boolean => !isEnded(record) || isChanging(record);

/** The document of a booking, with what is said of it where that was asked for. */
export const documentOfBooking = ({ clock }: BookingsContext, response: Response, record: BookingRecord) =>
  spoken(response, bookingDocument(record, clock()), () => messageOfBooking(record));

/** Answers a request that makes or changes a booking. @param status where it is made or changed */
export const answerBooking = (
  context: BookingsContext,
  response: Response,
  record: BookingRecord,
  status: number,
): void => {
  switch (isChanging(record) ? 'queued' : record.state) {
    case 'queued':
    case 'refused':
      response
        .status(202)
        .set('Location', `${BOOKINGS_PATH}/${record.id}`)
        .set('Retry-After', String(RETRY_AFTER_SECONDS))
        .json(documentOfBooking(context, response, record));
      return;
    case 'taken':
      sendTaken(context, response, record, record.start, record.alternatives);
      return;
    case 'failed':
      sendFailed(response, problemOfReason(record.reason ?? ''), record);
      return;
    case 'booked':
    case 'cancelled':
      response
        .status(status)
        .set('Location', `${BOOKINGS_PATH}/${record.id}`)
        .set('Cache-Control', 'no-store')
        .json(documentOfBooking(context, response, record));
  }
};

/** Answers with a 409, and what is free instead. @param start that somebody else has */
export const sendTaken = (
  { clock, offers }: BookingsContext,
  response: Response,
  record: BookingRecord,
  start: BookingRecord['start'],
  answered: BookingRecord['alternatives'],
): void => {
  const now = clock();
  const alternatives = alternativesOf(record, start, answered, now);
  const { eventTypeId } = record;
  const starts = answered?.alternatives.map(({ slot }) => slot.start) ?? [];
  if (eventTypeId !== undefined) offers.note({ eventTypeId }, starts, now);
  const detail = 'Cal.com does not give this time any more. What is free instead was looked for just now.';
  const taken = problem('slot-taken', { detail, alternatives });
  sendProblem(response, spokenProblem(response, taken, messageOfTaken(start, answered)));
};

/** Answers that it was not made or changed. */
export const sendFailed = (response: Response, failed: Problem, record: BookingRecord): void =>
  sendProblem(
    response,
    spokenProblem(response, failed, messageOfBooking(record)),
    failed.status === 503 ? RETRY_AFTER_SECONDS : undefined,
  );
