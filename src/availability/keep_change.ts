/** A change that we are told of: it is kept, and it is told what of the cache it concerns. */
import type { AvailabilityChange } from '../calcom/webhook/availability_change.ts';
import { type Receipt, toldOf } from '../changes/told_of.ts';
import type { ToldChange } from '../changes/told_change.ts';
import type { ToldChanges } from '../changes/told_changes.ts';
import { type Concern, concernOf } from '../changes/whose_time.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Organizers } from './organizers.ts';
import { type SegmentsName, subjectOf } from './segment_key.ts';
import type { Usage } from './usage.ts';

/** What a change is kept with. */
export interface ChangeKeeping {
  readonly account: { readonly lagMs: number };
  readonly told: Pick<ToldChanges, 'tell'>;
  readonly catalogue: Pick<Catalogue, 'find' | 'hostOf'>;
  readonly usage: Pick<Usage, 'flush' | 'cachedBefore'>;
  readonly organizers: Organizers;
}

/** A cached event type that a change concerns. */
export interface ConcernedName {
  readonly name: SegmentsName;
  readonly concern: Exclude<Concern, 'none'>;
}

/** What was kept. */
export interface KeptChange {
  readonly told: ToldChange;
  /** All that is cached and was last asked for before Cal.com knew of the change. */
  readonly concerned: readonly ConcernedName[];
}

/**
 * Keeps a change. When the promise is settled it is safe in Redis, and no answer of this process offers what it takes.
 * @throws when Redis cannot be reached; nothing is kept then, or all
 */
export const keepChange = async (
  { account, told, catalogue, usage, organizers }: ChangeKeeping,
  change: AvailabilityChange,
  receipt: Receipt,
): Promise<KeptChange> => {
  const kept = toldOf(change, catalogue, receipt, account.lagMs);
  await usage.flush();
  const names = await usage.cachedBefore(kept.knownFrom);
  const subjects = names.map((name) => ({ name, eventType: subjectOf(name).eventType }));
  // Of what the catalogue does not know, earlier webhooks tell who hosts it.
  const unknown = subjects.flatMap(({ eventType }) =>
    'eventTypeId' in eventType && catalogue.find(eventType) === undefined ? eventType.eventTypeId : [],
  );
  const complete = { ...kept, unlikely: await idsOfOthers(organizers, kept, [...new Set(unknown)]) };
  await told.tell(complete);
  const [organizer] = kept.hosts;
  if (kept.eventTypeId !== undefined && organizer?.username !== undefined) {
    await organizers.note(kept.eventTypeId, organizer.username);
  }
  return {
    told: complete,
    concerned: subjects.flatMap(({ name, eventType }) => {
      const concern = concernOf(complete, eventType, catalogue);
      return concern === 'none' ? [] : { name, concern };
    }),
  };
};

/** Those of the ids that others were seen to host, and none of these. */
const idsOfOthers = async (
  organizers: Organizers,
  { hosts }: Pick<ToldChange, 'hosts'>,
  ids: readonly number[],
): Promise<readonly number[]> => {
  if (ids.length === 0 || hosts.length === 0) return [];
  const known = await organizers.of(ids);
  return ids.filter((id) => {
    const seen = known.get(id);
    return seen !== undefined && !hosts.some(({ username }) => username === undefined || seen.has(username));
  });
};
