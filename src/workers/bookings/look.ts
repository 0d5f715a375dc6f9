/** Finds a booking of ours in Cal.com by what stands in its metadata. */
import type { BookingRecord, CalcomBooking } from '../../booking/booking_record.ts';
import type { AccountBooking } from '../../calcom/bookings_body.ts';
import { type EpochMs, epochMs, MINUTE_MS } from '../../verification/time.ts';

/** The metadata's key of our booking's id. */
const ID_FIELD = 'slotproofBooking';

/** The metadata's key of what is the same booking when it is asked for again. */
const SAME_FIELD = 'slotproofSame';

/** The clocks of Cal.com and of this service differ by less, in milliseconds. */
const CLOCKS_MS = MINUTE_MS;

/** What is written into the metadata of a booking. */
export const metadataOf = ({ id, sameKey }: Pick<BookingRecord, 'id' | 'sameKey'>): Record<string, string> => ({
  [ID_FIELD]: id,
  [SAME_FIELD]: sameKey,
});

type Metadata = AccountBooking['metadata'];

const hasId = (metadata: Metadata, { id }: BookingRecord): boolean => metadata[ID_FIELD] === id;

const hasKey = (metadata: Metadata, { sameKey }: BookingRecord): boolean => metadata[SAME_FIELD] === sameKey;

/** Bookings take a time while they stand, or wait to be confirmed. */
const STANDING: ReadonlySet<string> = new Set(['accepted', 'pending']);

/** Whether it stands, or waits to be confirmed. */
export const isStanding = ({ status }: Pick<AccountBooking, 'status'>): boolean => STANDING.has(status);

/** Of those that Cal.com lists, the ones that are this booking: none, one, or a series. */
export const oursAmong = (bookings: readonly AccountBooking[], record: BookingRecord): readonly AccountBooking[] => {
  const standing = bookings.filter(isStanding);
  const byId = standing.flatMap((booking) => withPlace(booking, (metadata) => hasId(metadata, record)));
  if (byId.length > 0) return byId;
  // Redis may have lost the booking with its id, and with it the claim of the key; Cal.com has kept the key.
  const since = record.createdAt - record.sameMs;
  return standing
    .filter(({ start, createdAt }) => start === record.start && createdAt !== undefined && createdAt >= since)
    .flatMap((booking) => withPlace(booking, (metadata) => hasKey(metadata, record)));
};

/** The booking, with the place that is ours in a seated one; none where neither says so. */
const withPlace = (booking: AccountBooking, isOurs: (metadata: Metadata) => boolean): readonly AccountBooking[] => {
  if (isOurs(booking.metadata)) return [booking];
  const seatUid = booking.attendees.find(({ metadata }) => isOurs(metadata))?.seatUid;
  return seatUid === undefined ? [] : [{ ...booking, seatUid }];
};

/** Whether it is the booking, and stands. */
export const isOurBooking = (booking: AccountBooking, record: BookingRecord): boolean =>
  isStanding(booking) && hasId(booking.metadata, record);

/** The place of a seated booking that is ours, with the booking; undefined where it has none that stands. */
export const ourPlaceIn = (booking: AccountBooking, record: BookingRecord): AccountBooking | undefined => {
  if (!isStanding(booking)) return undefined;
  const seatUid = booking.attendees.find(
    (attendee) => hasId(attendee.metadata, record) || attendee.seatUid === record.booking?.seatUid,
  )?.seatUid;
  return seatUid === undefined ? undefined : { ...booking, seatUid };
};

/**
 * Whether an answer to a call of ours is about a booking of somebody else's: where an attendee has that very time already, Cal.com makes nothing and
 * answers what is there, of a seated one without a place.
 * @param since what was made by our call is not older than this, as far as clocks agree
 */
export const isAnothers = (booking: AccountBooking, record: BookingRecord, since: EpochMs): boolean => {
  const { metadata, attendees, seatUid, createdAt } = booking;
  if (seatUid !== undefined || hasId(metadata, record) || hasKey(metadata, record)) return false;
  if (attendees.some((attendee) => attendee.seatUid !== undefined)) return ourPlaceIn(booking, record) === undefined;
  return metadata[ID_FIELD] !== undefined || (createdAt !== undefined && createdAt < since - CLOCKS_MS);
};

/** What is kept of it. */
export const factsOf = ({
  uid,
  seatUid,
  recurringBookingUid,
  status,
  start,
  end,
  eventTypeId,
  eventType,
  hosts,
}: AccountBooking): CalcomBooking => ({
  uid,
  ...(seatUid === undefined ? {} : { seatUid }),
  ...(recurringBookingUid === undefined ? {} : { seriesUid: recurringBookingUid }),
  status,
  start: epochMs(start),
  end: epochMs(end),
  ...(eventTypeId === undefined ? {} : { eventTypeId }),
  ...(eventType?.slug === undefined ? {} : { slug: eventType.slug }),
  hosts: hosts.map(({ name, email, username }) => ({
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(username === undefined ? {} : { username }),
  })),
});
