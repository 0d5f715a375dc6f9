/** A time that somebody holds at Cal.com is taken for everybody, and comes back when it is held no more. */
import { keepChange } from '../../availability/keep_change.ts';
import type { HeldSlot } from '../../calcom/answered_reservation.ts';
import type { AvailabilityChange } from '../../calcom/webhook/availability_change.ts';
import { hostName } from '../../changes/whose_time.ts';
import { refetchConcerned } from '../../queues/ranges/refetch.ts';
import { epochMs } from '../../verification/time.ts';
import type { WorkerContext } from './context.ts';

/** What a change says where it says nothing else. */
export const NOTHING_CHANGED: AvailabilityChange = {
  kind: 'change',
  trigger: undefined,
  uid: undefined,
  booked: {},
  hosts: [],
  attendees: [],
  taken: [],
  isPending: false,
  doubted: [],
  timesMissing: false,
  isReassigned: false,
  isAnnounced: false,
  createdAt: undefined,
};

/** Cal.com holds the time of one host, of a team the first one's. Of an event type that the catalogue does not know nobody is named. */
const ofHold = ({ catalogue }: WorkerContext, { uid, eventTypeId }: HeldSlot): AvailabilityChange => {
  const entry = catalogue.find({ eventTypeId });
  const host = entry?.hosts.find(({ userId }) => userId === entry.ownerId) ?? entry?.hosts[0];
  const hosts = host === undefined ? [] : [hostName(host)];
  return { ...NOTHING_CHANGED, uid, booked: { eventTypeId }, hosts, isHold: true };
};

/** Tells that a slot is held, and fetches what that concerns when it is over. @throws what Redis throws */
export const tellHeld = async (context: WorkerContext, requestId: string, slot: HeldSlot): Promise<void> => {
  const now = context.clock();
  const { from, until, heldUntil } = slot;
  await context.heldSlots.put(slot, heldUntil - now);
  const time = { from, until, datesOnly: false };
  const held = await keepChange(context, { ...ofHold(context, slot), taken: [time] }, { now, firstReceived: now });
  const isFree = epochMs(heldUntil + context.account.lagMs);
  await refetchConcerned(context, [{ ...held, told: { ...held.told, knownFrom: isFree } }], requestId);
};

/** Tells that a slot is held no more. @throws what Redis throws */
export const tellReleased = async (context: WorkerContext, requestId: string, slot: HeldSlot): Promise<void> => {
  const { from, until } = slot;
  const now = context.clock();
  const time = { from, until, datesOnly: false };
  const kept = await keepChange(context, { ...ofHold(context, slot), doubted: [time] }, { now, firstReceived: now });
  await refetchConcerned(context, [kept], requestId);
};
