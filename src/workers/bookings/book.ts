/**
 * Makes a booking once, whatever ends in between: Cal.com, this process, or Redis.
 *
 * Cal.com books as often as it is asked to. So before each call it is looked whether the booking is there already, by the id in its metadata; that a
 * call begins is written down before it does, and what came of it after it. Whoever finds a call that began and nothing about its end looks, and
 * looks again, until Cal.com cannot be at it any more. Only then is it called another time.
 */
import { randomUUID } from 'node:crypto';
import { type BookingRecord, isEnded } from '../../booking/booking_record.ts';
import type { BookedPeople } from '../../booking/personal_data.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { type BookingRefusal, bookingRefusalOf } from '../../calcom/booking_refusal.ts';
import { CalcomRefused, CalcomUnavailable } from '../../calcom/errors.ts';
import { type ProblemName, reasonOf } from '../../contract/problem.ts';
import type { VerificationAnswer } from '../../queues/verifications/job.ts';
import { callOnce, turnMs } from '../process/call_outcome.ts';
import { AFTER_CRASH_MS, insteadOf } from './after_crash.ts';
import {
  type BegunCall,
  beginCall,
  decides,
  FIRST_LOOK_MS,
  forgetCall,
  noteOver,
  untilSettled,
  withCall,
} from './begun_call.ts';
import { factsOf, isAnothers, metadataOf, oursAmong } from './look.ts';
import { type BookingWork, ENDED, later, PATIENCE_MS, RETRY_MS, type Step } from './work.ts';

/** Goes on with a booking, as far as it goes. */
export const advanceBooking = async (work: BookingWork, id: string): Promise<Step> => {
  for (;;) {
    const read = await work.records.read(id);
    if (read === undefined || isEnded(read.record)) return ENDED;
    const { record, isSuspect } = read;
    // Written down, it is waited for; a call that is only suspected would be suspected anew at each look.
    if (isSuspect) await work.records.change(id, (current) => (isEnded(current) ? undefined : current));
    else {
      const step = record.state === 'refused' ? await lookForOthers(work, record) : await book(work, record);
      if (step !== undefined) return step;
    }
  }
};

const book = async (work: BookingWork, record: BookingRecord): Promise<Step | undefined> => {
  const lookedAt = work.clock();
  const found = await look(work, record);
  if ('kind' in found) return found;
  const { id, call } = record;
  if (found.length > 0) {
    if (call !== undefined) work.told.cleared(true);
    await makeBooked(work, record, found);
    return undefined;
  }
  if (call !== undefined) {
    const wait = untilSettled(work, call, lookedAt);
    if (call.isOver === true) return await afterCrash(work, record, call, wait);
    if (wait !== undefined) return wait;
    await forgetCall(work, id, call.id);
    work.told.cleared(false);
    return undefined;
  }
  if (isTooLate(work, record)) {
    await fail(work, id, 'calcom-unavailable', GIVEN_UP);
    return undefined;
  }
  const people = await work.personal.read(id);
  if (people === undefined) {
    await fail(work, id, 'internal', 'Who attends is not known any more. Nothing was booked.');
    return undefined;
  }
  if (await work.isHeld(record)) {
    await work.records.change(id, (current) =>
      current.state === 'queued' && current.call === undefined ? { ...current, state: 'refused' } : undefined,
    );
    return undefined;
  }
  return await makeBooking(work, record, people);
};

/** What Cal.com lists, though it has crashed at it, is worth another call. */
const afterCrash = async (
  work: BookingWork,
  record: BookingRecord,
  call: BegunCall,
  wait: Step | undefined,
): Promise<Step | undefined> => {
  const { id, start } = record;
  const instead = isTooLate(work, record) ? undefined : await insteadOf(work, record, call, start);
  // Asking has taken some of it.
  if (wait !== undefined) return untilSettled(work, call, work.clock());
  if (instead?.isListed === false) {
    await endTaken(work, id, instead.answer, call.id);
    return undefined;
  }
  await forgetCall(work, id, call.id);
  work.told.cleared(false);
  return later(AFTER_CRASH_MS);
};

const HAS_IT_ALREADY = 'Whoever attends has a booking of this time already. Nothing was booked.';
const GIVEN_UP = 'Cal.com gave no answer in time. Nothing was booked.';

const isTooLate = ({ clock }: BookingWork, { createdAt }: BookingRecord): boolean => clock() > createdAt + PATIENCE_MS;

/** What Cal.com has of the booking, or how long to wait where it does not say. */
const look = async (work: BookingWork, record: BookingRecord): Promise<readonly AccountBooking[] | Step> => {
  const { start, eventTypeId } = record;
  try {
    const { value } = await work.makeCall(work.client.around({ start, eventTypeId }));
    return oursAmong(value, record);
  } catch (error) {
    const waitMs = turnMs(error);
    if (waitMs === undefined && !(error instanceof CalcomUnavailable) && !(error instanceof CalcomRefused)) throw error;
    // Nothing was ever begun, so it is known that nothing is booked.
    if (record.call === undefined && isTooLate(work, record)) {
      await fail(work, record.id, 'calcom-unavailable', GIVEN_UP);
      return ENDED;
    }
    return later(waitMs ?? RETRY_MS);
  }
};

const makeBooking = async (
  work: BookingWork,
  record: BookingRecord,
  { policy: _policy, ...people }: BookedPeople,
): Promise<Step | undefined> => {
  const { id, start, durationMinutes } = record;
  const callId = randomUUID();
  const outcome = await callOnce(
    work.makeCall,
    async () => {
      await beginCall(work, id, callId, ({ state, call }) => state === 'queued' && call === undefined);
    },
    work.client.book({
      ...people,
      start,
      metadata: { ...people.metadata, ...metadataOf(record) },
      lengthInMinutes: durationMinutes,
    }),
  );
  switch (outcome.kind) {
    case 'done':
      if (outcome.value.every((booking) => isAnothers(booking, record, record.createdAt))) {
        await fail(work, id, 'refused-by-calcom', HAS_IT_ALREADY, callId);
      } else await makeBooked(work, record, outcome.value);
      return undefined;
    case 'refused': {
      const { status, code, message } = outcome.refusal;
      await refuse(work, id, callId, bookingRefusalOf({ status, code, message }), withoutPeople(message, people));
      return undefined;
    }
    case 'not-made':
      await forgetCall(work, id, callId);
      return later(outcome.ms);
    case 'unknown':
      if (!outcome.isOver) return later(FIRST_LOOK_MS);
      await noteOver(work, id, callId);
      return undefined;
  }
};

/** Cal.com may repeat what it was sent, and the reason is kept longer than that. */
const withoutPeople = (message: string, { attendee }: Pick<BookedPeople, 'attendee'>): string =>
  [attendee.email, attendee.phoneNumber, attendee.name].reduce<string>(
    (text, said) => (said === undefined || said === '' ? text : text.replaceAll(said, '…')),
    message,
  );

const makeBooked = async (
  work: BookingWork,
  record: BookingRecord,
  bookings: readonly AccountBooking[],
): Promise<void> => {
  const { id } = record;
  const first = bookings.find(({ start }) => start === record.start) ?? bookings[0];
  if (first === undefined) throw new Error('Cal.com booked nothing');
  // Before it is answered: whoever is told of the booking must not be offered its time again.
  await work.makeKnown(bookings);
  const endedAt = work.clock();
  await end(work, id, (current) => ({
    ...withCall(current, undefined),
    state: 'booked',
    booking: factsOf(first),
    endedAt,
  }));
};

const refuse = async (
  work: BookingWork,
  id: string,
  callId: string,
  refusal: BookingRefusal,
  message: string,
): Promise<void> => {
  switch (refusal) {
    case 'taken':
      await work.records.change(id, ({ call, ...record }) =>
        call?.id === callId && !isEnded(record) ? { ...record, state: 'refused' } : undefined,
      );
      return;
    case 'event-type':
      return await fail(work, id, 'event-type-not-found', message, callId);
    case 'unavailable':
      return await fail(
        work,
        id,
        'calcom-unavailable',
        'Cal.com does not accept the API key or address of this service.',
        callId,
      );
    case 'data':
      return await fail(work, id, 'refused-by-calcom', message, callId);
  }
};

const lookForOthers = async (work: BookingWork, record: BookingRecord): Promise<undefined> => {
  const instead = await work.alternatives(record, record.start);
  await endTaken(work, record.id, instead?.answer);
};

const endTaken = async (
  work: BookingWork,
  id: string,
  alternatives: VerificationAnswer | undefined,
  callId?: string,
): Promise<void> =>
  await endUnbooked(work, id, { state: 'taken', ...(alternatives === undefined ? {} : { alternatives }) }, callId);

const fail = async (work: BookingWork, id: string, name: ProblemName, detail: string, callId?: string): Promise<void> =>
  await endUnbooked(work, id, { state: 'failed', reason: reasonOf(name, detail) }, callId);

/** @param callId the call that failed; where another one has begun, that one decides */
const endUnbooked = async (
  work: BookingWork,
  id: string,
  some: Partial<BookingRecord>,
  callId: string | undefined,
): Promise<void> => {
  const endedAt = work.clock();
  await end(work, id, (record) =>
    decides(record, callId) ? { ...withCall(record, undefined), ...some, endedAt } : undefined,
  );
};

/** Ends a booking, once. */
const end = async (
  { records, personal, told }: BookingWork,
  id: string,
  ended: (record: BookingRecord) => BookingRecord | undefined,
): Promise<void> => {
  await personal.letGo(id);
  const changed = await records.change(id, (record) => (isEnded(record) ? undefined : ended(record)));
  if (changed?.isChanged === true) told.ended(changed.record);
};
