/** Reads Cal.com's webhooks, whatever their owner's template has made of them. */
import { z } from 'zod';
import { absenceBetween } from './absence.ts';
import type { AvailabilityChange, BookedEventType, Person } from './availability_change.ts';
import { bookedTimes, timeBetween } from './booked_times.ts';
import { completedBy, fieldsOf, tellsTime, type WebhookFields } from './fields.ts';
import { type Leaf, leavesOf, leavesOfText } from './leaf.ts';
import { emailsOf, personOf } from './person.ts';
import { isKnownTrigger, looksLikeTrigger, meaningOf, type TriggerMeaning } from './trigger.ts';
import { instantOf, isWrittenTime } from './written_instant.ts';

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
  const { named, others } = bookedTimes(fields, isOfSeries(fields, trigger, meaning));
  const absence = absenceBetween(oooEntry?.start, oooEntry?.end, oooEntry?.user?.timeZone);
  const told = absence === undefined ? named : [...named, absence];
  // A booking keeps its length when it is moved.
  const former = timeBetween(rescheduleStartTime, rescheduleEndTime, fields.length);
  const isTaken = meaning === 'taken' || meaning === 'pending';
  const freed = former === undefined ? [] : [former];
  return {
    taken: isTaken ? told : [],
    doubted: [...(isTaken ? [] : told), ...others, ...freed],
    isPending: meaning === 'pending',
    timesMissing: told.length === 0 || (isMoved(fields, trigger) && former === undefined),
  };
};

/** What is booked is told of each occurrence by itself, with the whole series; what is confirmed, of all of them at once. */
const isOfSeries = (
  { requiresConfirmation }: WebhookFields,
  trigger: string | undefined,
  meaning: TriggerMeaning,
): boolean =>
  meaning === 'taken' && (trigger ?? 'BOOKING_CREATED') === 'BOOKING_CREATED' && requiresConfirmation !== false;

/** One that waits for confirmation again is told like a new one; only its place in the sequence of the calendar's event tells. */
const isMoved = ({ rescheduleUid, iCalSequence }: WebhookFields, trigger: string | undefined): boolean =>
  trigger === 'BOOKING_RESCHEDULED' ||
  rescheduleUid !== undefined ||
  (trigger === 'BOOKING_REQUESTED' && iCalSequence !== undefined);
