/** Reads Cal.com's webhooks, whatever their owner's template has made of them. */
import { z } from 'zod';
import { DAY_MS, epochMs, MINUTE_MS } from '../../verification/time.ts';
import { absenceBetween } from './absence.ts';
import type { AvailabilityChange, BookedEventType, Person, TouchedTime } from './availability_change.ts';
import { completedBy, fieldsOf, tellsTime, type WebhookFields } from './fields.ts';
import { type Leaf, leavesOf, leavesOfText } from './leaf.ts';
import { occurrencesFrom } from './occurrences.ts';
import { emailsOf, personOf } from './person.ts';
import { isKnownTrigger, looksLikeTrigger, meaningOf, type TriggerMeaning } from './trigger.ts';
import { instantOf, isDateAlone, isWrittenTime } from './written_instant.ts';

/** What a webhook means for the cache. */
export type Webhook = AvailabilityChange | { readonly kind: 'irrelevant'; readonly trigger: string | undefined };

const document = z.record(z.string(), z.unknown());
const envelopeSchema = z.object({
  triggerEvent: z.string().trim().min(1).optional().catch(undefined),
  createdAt: z.string().refine(isWrittenTime).optional().catch(undefined),
  payload: document.optional().catch(undefined),
});

/** Reads the body of a webhook. */
export const readWebhook = (body: string): Webhook => {
  const json = parsed(body);
  const top = document.safeParse(json).data ?? {};
  const { triggerEvent, createdAt, payload } = envelopeSchema.parse(top);
  const own = fieldsOf(payload ?? top);
  // A template gives its fields any names; Cal.com's own documents are not searched, as they hold what callers have typed in.
  const isOwn = triggerEvent !== undefined && tellsTime(own);
  const leaves = isOwn ? [] : json === undefined ? leavesOfText(body) : leavesOf(json);
  const fields = isOwn ? own : completedBy(own, leaves);
  const trigger = triggerEvent ?? triggerAmong(leaves);
  const meaning = meaningOf(trigger, fields.status);
  if (meaning === undefined || (!isKnownTrigger(trigger) && !tellsTime(fields))) return { kind: 'irrelevant', trigger };
  return {
    kind: 'change',
    trigger,
    uid: fields.uid,
    booked: bookedOf(fields),
    hosts: hostsOf(fields),
    attendees: emailsOf(fields.attendees ?? []),
    ...timesOf(fields, trigger, meaning),
    isReassigned: trigger === 'BOOKING_REASSIGNED',
    isAnnounced: meaning === 'announced-free',
    createdAt: createdAt === undefined ? undefined : instantOf(createdAt),
  };
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const triggerAmong = (leaves: readonly Leaf[]): string | undefined =>
  leaves.map(({ value }) => String(value)).find(looksLikeTrigger);

const bookedOf = ({ eventTypeId, type }: WebhookFields): BookedEventType => ({
  ...(eventTypeId === undefined ? {} : { eventTypeId }),
  ...(type === undefined ? {} : { slug: type.toLowerCase() }),
});

const hostsOf = ({ organizer, team, oooEntry }: WebhookFields): readonly Person[] =>
  [organizer, oooEntry?.user, ...(team?.members ?? [])]
    .filter((one) => one !== undefined)
    .map(personOf)
    .filter((one) => Object.keys(one).length > 0);

type Times = Pick<AvailabilityChange, 'taken' | 'doubted' | 'isPending' | 'timesMissing'>;

const timesOf = (fields: WebhookFields, trigger: string | undefined, meaning: TriggerMeaning): Times => {
  const { oooEntry, rescheduleStartTime, rescheduleEndTime } = fields;
  const now = [...bookedTimes(fields), absenceBetween(oooEntry?.start, oooEntry?.end, oooEntry?.user?.timeZone)];
  // A booking keeps its length when it is moved.
  const former = timeBetween(rescheduleStartTime, rescheduleEndTime, fields.length);
  const isTaken = meaning === 'taken' || meaning === 'pending';
  const told = now.filter((time) => time !== undefined);
  const freed = former === undefined ? [] : [former];
  const isMoved = trigger === 'BOOKING_RESCHEDULED' || fields.rescheduleUid !== undefined;
  return {
    taken: isTaken ? told : [],
    doubted: isTaken ? freed : [...told, ...freed],
    isPending: meaning === 'pending',
    timesMissing: told.length === 0 || (isMoved && former === undefined),
  };
};

/** All times of the booking, or of the occurrences of a series that the webhook is about. */
const bookedTimes = (fields: WebhookFields): readonly (TouchedTime | undefined)[] => {
  const { startTime, endTime, length, recurringEvent, cancelledDates, organizer, attendees } = fields;
  const time = timeBetween(startTime, endTime, length);
  if (time?.from === undefined || time.datesOnly) return [time];
  const { from, until } = time;
  const at = (start: number): TouchedTime => ({
    from: epochMs(start),
    until: until === undefined ? undefined : epochMs(start + (until - from)),
    datesOnly: false,
  });
  if (cancelledDates !== undefined && cancelledDates.length > 0)
    return cancelledDates.map((date) => at(instantOf(date)));
  if (recurringEvent === undefined) return [time];
  const zones = [organizer?.timeZone, attendees?.[0]?.timeZone].filter((zone) => zone !== undefined);
  return occurrencesFrom(from, recurringEvent, zones).map(at);
};

const timeBetween = (
  start: string | undefined,
  end: string | undefined,
  minutes: number | undefined,
): TouchedTime | undefined => {
  if (start === undefined && end === undefined) return undefined;
  const length = minutes === undefined ? undefined : minutes * MINUTE_MS;
  const from = start === undefined ? undefined : instantOf(start);
  const until = end === undefined ? undefined : epochMs(instantOf(end) + (isDateAlone(end) ? DAY_MS : 0));
  const datesOnly = [start, end].some((given) => given !== undefined && isDateAlone(given));
  if (from !== undefined && until === undefined && length !== undefined) {
    return { from, until: epochMs(from + length), datesOnly };
  }
  if (until !== undefined && from === undefined && length !== undefined) {
    return { from: epochMs(until - length), until, datesOnly };
  }
  return { from, until, datesOnly };
};
