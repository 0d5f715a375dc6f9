/** The event types of a question, with what is known of them before the cache is read. */
import { type ListedSubject, listedFor } from '../../availability/listed_subject.ts';
import type { CatalogueEventType } from '../../catalogue/catalogue_document.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { type AskedAbout, type AskedEventType, NO_PREFERENCE } from '../../contract/asked_event_types.ts';
import type { BodyFault } from '../../contract/body_fault.ts';
import { type Question, reach } from '../../verification/decide.ts';
import type { EpochMs } from '../../verification/time.ts';
import { teamEventTypes } from './team_event_types.ts';
import { unbookable } from './unbookable.ts';

/** One of them. */
export interface AskedSubject {
  readonly listed: ListedSubject;
  readonly asked: AskedEventType;
}

/** Days that one question may look at, over all of its event types. */
const MOST_DAYS = 1_000;

/** Finds them, the preferred ones first, or what is wrong with them. @throws RangeError when the zone is unknown */
export const askedSubjects = (
  catalogue: Pick<Catalogue, 'find' | 'document'>,
  about: AskedAbout,
  question: Question,
  now: EpochMs,
):
  | { readonly ok: true; readonly subjects: readonly AskedSubject[] }
  | { readonly ok: false; readonly faults: readonly BodyFault[] } => {
  const { durationMinutes, timeZone } = question;
  const found = eventTypesOf(catalogue, about, durationMinutes);
  if ('reason' in found) return { ok: false, faults: [found] };
  const faults: BodyFault[] = [];
  const places = new Map<string, string>();
  const subjects = found.map((asked): AskedSubject => {
    const { eventType, hosts, pointer } = asked;
    const listed = listedFor(catalogue, { eventType, durationMinutes, hosts, timeZone }, now);
    faults.push(...faultsOfHosts(listed.entry, hosts, pointer));
    const named = 'eventTypeId' in eventType ? 'eventTypeId' : 'eventTypeSlug';
    const fault = unbookable(listed.entry, catalogue.document(), durationMinutes, named);
    if (fault !== undefined) faults.push(fault.pointer === '/duration' ? fault : inside(pointer, fault));
    const same = places.get(listed.name);
    if (same === undefined) places.set(listed.name, pointer);
    else faults.push({ pointer, reason: `is the same event type as ${same}` });
    return { listed, asked };
  });
  if (subjects.length > 1) {
    const { from, until } = reach(question);
    const mostDays = Math.floor(MOST_DAYS / subjects.length);
    if (until - from >= mostDays) {
      faults.push({
        pointer: '/horizonDays',
        reason: `reaches too far for ${subjects.length} event types, which can be searched for ${mostDays} days at once`,
      });
    }
  }
  return faults.length === 0 ? { ok: true, subjects } : { ok: false, faults };
};

const eventTypesOf = (
  catalogue: Pick<Catalogue, 'document'>,
  about: AskedAbout,
  durationMinutes: number | undefined,
): readonly AskedEventType[] | BodyFault => {
  switch (about.kind) {
    case 'one':
      return [{ eventType: about.eventType, hosts: about.hosts, preference: NO_PREFERENCE, pointer: '' }];
    case 'several':
      return about.eventTypes;
    case 'team':
      return teamEventTypes(catalogue.document(), about.team, durationMinutes);
  }
};

/** Of any other event type Cal.com lists the slots of all hosts, whomever it is asked about. */
const faultsOfHosts = (
  entry: CatalogueEventType | undefined,
  hosts: readonly number[] | undefined,
  pointer: string,
): readonly BodyFault[] => {
  if (entry === undefined || hosts === undefined) return [];
  if (entry.scheduling !== 'roundRobin') {
    return [{ pointer: `${pointer}/hosts`, reason: `is for round-robin event types, which ${entry.title} is not` }];
  }
  const known = entry.hosts.map(({ userId }) => userId);
  const strangers = hosts.filter((host) => !known.includes(host));
  return strangers.length === 0
    ? []
    : [{ pointer: `${pointer}/hosts`, reason: `${strangers.join(', ')} hosts not: ${known.join(', ')} do` }];
};

const inside = (pointer: string, fault: BodyFault): BodyFault => ({ ...fault, pointer: `${pointer}${fault.pointer}` });
