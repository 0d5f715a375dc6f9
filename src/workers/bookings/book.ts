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
import { MINUTE_MS } from '../../verification/time.ts';
import { callOnce, turnMs } from '../process/call_outcome.ts';
import { factsOf, metadataOf, oursAmong } from './look.ts';
import { type BookingWork, ENDED, later, type Step } from './work.ts';

/** A booking that Cal.com could not be asked for is given up after so long: whoever wanted it has found another way. */
export const PATIENCE_MS = 2 * MINUTE_MS;

/** The first look after a call that broke off, in milliseconds; each further one comes after twice as long. */
const FIRST_LOOK_MS = 1_000;

/** How soon it is tried again where Cal.com does not answer, in milliseconds. */
const RETRY_MS = 2_000;

/** Goes on with a booking, as far as it goes. */
export const advanceBooking = async (work: BookingWork, id: string): Promise<Step> => {
  for (;;) {
    const read = await work.records.read(id);
    if (read === undefined || isEnded(read.record)) return ENDED;
    const { record, server } = read;
    const step = record.state === 'refused' ? await lookForOthers(work, record) : await book(work, record, server);
    if (step !== undefined) return step;
  }
};

const book = async (work: BookingWork, record: BookingRecord, server: string): Promise<Step | undefined> => {
  const found = await look(work, record);
  if ('kind' in found) return found;
  const { id, call } = record;
  if (found.length > 0) {
    if (call !== undefined) work.told.cleared(true);
    await makeBooked(work, id, found);
    return undefined;
  }
  if (call === undefined && server !== record.server) {
    // Another server, or this one after a crash, may have lost the last second: with it that a call began.
    await writeCall(work, id);
    return undefined;
  }
  const now = work.clock();
  if (call !== undefined) {
    const left = call.at + work.settleMs - now;
    if (left > 0) return later(Math.min(left, Math.max(FIRST_LOOK_MS, now - call.at)));
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
    () => begin(work, id, callId),
    work.client.book({
      ...people,
      start,
      metadata: { ...people.metadata, ...metadataOf(record) },
      lengthInMinutes: durationMinutes,
    }),
  );
  switch (outcome.kind) {
    case 'done':
      await makeBooked(work, id, outcome.value);
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
      return later(FIRST_LOOK_MS);
  }
};

/** Cal.com may repeat what it was sent, and the reason is kept longer than that. */
const withoutPeople = (message: string, { attendee }: Pick<BookedPeople, 'attendee'>): string =>
  [attendee.email, attendee.phoneNumber, attendee.name].reduce<string>(
    (text, said) => (said === undefined || said === '' ? text : text.replaceAll(said, '…')),
    message,
  );

/** A call must not begin: another worker is making the booking, or this one was held up for so long that another may be. */
class NotToBegin extends Error {
  override readonly name = 'NotToBegin';
}

/** Writes down that a call begins. @throws {NotToBegin} where it must not */
const begin = async (work: BookingWork, id: string, callId: string): Promise<void> => {
  const at = work.clock();
  if (!(await writeCall(work, id, callId))) throw new NotToBegin('the booking is being made by another worker');
  // A call that begins so late could still be under way when another worker takes it for one that came to nothing.
  if (work.clock() - at <= work.settleMs / LATEST_BEGINNING) return;
  await forgetCall(work, id, callId);
  throw new NotToBegin('the call to book was held up for too long');
};

/** The part of the time that a broken call is waited for, within which a call that was written down has to begin. */
const LATEST_BEGINNING = 4;

const writeCall = async (
  { records, clock }: BookingWork,
  id: string,
  callId: string = randomUUID(),
): Promise<boolean> => {
  const written = await records.change(id, (record) =>
    record.state === 'queued' && record.call === undefined
      ? { ...record, call: { id: callId, at: clock() } }
      : undefined,
  );
  return written?.isChanged === true;
};

/** That call is known not to have been carried out. */
const forgetCall = async ({ records }: BookingWork, id: string, callId: string): Promise<void> => {
  await records.change(id, ({ call, ...record }) => (call?.id === callId ? record : undefined));
};

const makeBooked = async (work: BookingWork, id: string, bookings: readonly AccountBooking[]): Promise<void> => {
  const [first] = bookings;
  if (first === undefined) throw new Error('Cal.com booked nothing');
  // Before it is answered: whoever is told of the booking must not be offered its time again.
  await work.makeKnown(bookings);
  const endedAt = work.clock();
  await end(work, id, ({ call: _call, ...record }) => ({
    ...record,
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
      return await fail(work, id, 'event-type-not-found', message);
    case 'unavailable':
      return await fail(
        work,
        id,
        'calcom-unavailable',
        'Cal.com does not accept the API key or address of this service.',
      );
    case 'data':
      return await fail(work, id, 'refused-by-calcom', message);
  }
};

const lookForOthers = async (work: BookingWork, record: BookingRecord): Promise<undefined> => {
  const alternatives = await work.alternatives(record, record.start);
  const endedAt = work.clock();
  await end(work, record.id, (current) => ({
    ...current,
    state: 'taken',
    ...(alternatives === undefined ? {} : { alternatives }),
    endedAt,
  }));
};

const fail = async (work: BookingWork, id: string, name: ProblemName, detail: string): Promise<void> => {
  const endedAt = work.clock();
  await end(work, id, ({ call: _call, ...record }) => ({
    ...record,
    state: 'failed',
    reason: reasonOf(name, detail),
    endedAt,
  }));
};

/** Ends a booking, once. */
const end = async (
  { records, personal, told }: BookingWork,
  id: string,
  ended: (record: BookingRecord) => BookingRecord,
): Promise<void> => {
  await personal.letGo(id);
  const changed = await records.change(id, (record) => (isEnded(record) ? undefined : ended(record)));
  if (changed?.isChanged === true) told.ended(changed.record);
};
