/** Reads what an account has: which calls, in which order, and what becomes of their answers. */
import type { AccountEventType, AccountOwner, AccountTeam } from '../calcom/account_body.ts';
import { ACCOUNT_PAGE, type AccountAnswer, type AccountClient } from '../calcom/account_client.ts';
import { CalcomRefused } from '../calcom/errors.ts';
import type { EpochMs } from '../verification/time.ts';
import type { CatalogueDocument } from './catalogue_document.ts';
import { eventTypeEntry, type KnownPerson } from './event_type_entry.ts';

/** Makes one call when it may be made. */
export type MakeCall = <T>(call: (signal: AbortSignal) => Promise<AccountAnswer<T>>) => Promise<AccountAnswer<T>>;

/** The most calls that a round makes. */
export const mostCalls = (teams: number): number => 4 + 2 * teams;

/**
 * Reads all that the key may see, in at most `mostCalls(teams)` calls, one after another. What Cal.com refuses goes into `missing`, and so
 * does what the calls do not reach.
 * @throws {CalcomRefused} with a status of 401 when the key itself is not accepted: nothing is known of the account then
 * @throws whatever else a call throws: an account that is half read would hide the other half
 */
export const readCatalogue = async (
  client: AccountClient,
  makeCall: MakeCall,
  clock: () => EpochMs,
): Promise<CatalogueDocument> => {
  const readAt = clock();
  const missing: string[] = [];
  let calls = 0;

  const part = async <T>(
    what: string,
    call: (signal: AbortSignal) => Promise<AccountAnswer<readonly T[]>>,
  ): Promise<readonly T[] | undefined> => {
    calls += 1;
    try {
      const { value, unreadable } = await makeCall(call);
      if (unreadable > 0) missing.push(`${unreadable} of ${what}: Cal.com's answer cannot be read`);
      return value;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      missing.push(`${what}: ${wordsOf(error)}`);
      return undefined;
    }
  };

  calls += 1;
  const me = await makeCall(client.me()).then(
    ({ value }) => value,
    (error: unknown) => {
      if (!isRefusal(error) || error.status === 401) throw error;
      missing.push(`the owner of the key: ${wordsOf(error)}`);
      return undefined;
    },
  );
  const eventTypes = new Map<number, AccountEventType>();
  // The answer that comes later knows more: a team's list has the hosts.
  const add = (read: readonly AccountEventType[] | undefined): void => {
    for (const eventType of read ?? []) eventTypes.set(eventType.id, eventType);
  };
  add(await part("the key's own event types", client.eventTypes()));
  const teams = (await part('teams', client.teams())) ?? [];
  const affordable = mostCalls(teams.length);

  const organizationId = me?.organizationId ?? teams.find(({ isOrganization }) => isOrganization)?.id;
  let organizationIsRead = false;
  if (organizationId !== undefined) {
    // Each of its teams needs one call fewer when this one is answered, and these pay for further pages.
    for (let skip = 0; ; skip += ACCOUNT_PAGE) {
      const page = await part(
        "the event types of the organization's teams",
        client.organizationEventTypes(organizationId, skip),
      );
      add(page);
      organizationIsRead = page !== undefined;
      if (page === undefined || page.length < ACCOUNT_PAGE) break;
      if (calls + teams.length >= affordable) {
        missing.push(`the event types of the organization's teams after the first ${skip + ACCOUNT_PAGE}`);
        break;
      }
    }
  }

  const people = new Map<number, KnownPerson>();
  const slugOf = (id: number | undefined): string | undefined => teams.find((team) => team.id === id)?.slug;
  for (const team of teams) {
    const covered = team.isOrganization || (organizationIsRead && team.parentId === organizationId);
    if (!covered) add(await part(`the event types of ${nameOf(team)}`, client.teamEventTypes(team.id)));
  }
  for (const team of teams) {
    const members = await part(`the members of ${nameOf(team)}`, client.teamMembers(team.id));
    if (members?.length === ACCOUNT_PAGE)
      missing.push(`the members of ${nameOf(team)} after the first ${ACCOUNT_PAGE}`);
    for (const { userId, user } of members ?? []) {
      const organizationSlug =
        people.get(userId)?.organizationSlug ?? slugOf(team.isOrganization ? team.id : team.parentId);
      people.set(userId, { ...user, organizationSlug });
    }
  }
  if (me !== undefined) people.set(me.id, { ...me, organizationSlug: slugOf(me.organizationId) });

  return {
    readAt,
    ...(me === undefined ? {} : { me: ownerEntry(me) }),
    teams: teams.map(teamEntry),
    eventTypes: [...eventTypes.values()].map((eventType) => eventTypeEntry(eventType, people)),
    missing,
  };
};

/** What is known of an account whose key nobody has set. */
export const catalogueWithoutKey = (readAt: EpochMs): CatalogueDocument => ({
  readAt,
  teams: [],
  eventTypes: [],
  missing: ['everything: CALCOM_API_KEY is not set, and Cal.com tells what an account has to nobody else'],
});

const REFUSALS: readonly number[] = [401, 403, 404];

const isRefusal = (error: unknown): error is CalcomRefused =>
  error instanceof CalcomRefused && REFUSALS.includes(error.status);

const wordsOf = ({ status, message }: CalcomRefused): string => `Cal.com answered ${status}, ${message}`;

const nameOf = ({ name, isOrganization }: AccountTeam): string =>
  `the ${isOrganization ? 'organization' : 'team'} ${name}`;

const teamEntry = ({ id, slug, name, parentId }: AccountTeam): CatalogueDocument['teams'][number] => ({
  teamId: id,
  name,
  ...(slug === undefined ? {} : { slug }),
  ...(parentId === undefined ? {} : { parentId }),
});

const ownerEntry = ({
  id,
  username,
  email,
  timeZone,
  organizationId,
}: AccountOwner): NonNullable<CatalogueDocument['me']> => ({
  userId: id,
  ...(username === undefined ? {} : { username }),
  ...(email === undefined ? {} : { email: email.toLowerCase() }),
  ...(timeZone === undefined ? {} : { timeZone }),
  ...(organizationId === undefined ? {} : { organizationId }),
});
