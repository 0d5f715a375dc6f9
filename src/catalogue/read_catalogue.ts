/** Reads what an account has: which calls, in which order, and what becomes of their answers. */
import type { AccountEventType, AccountOwner, AccountTeam } from '../calcom/account_body.ts';
import type { MakeCall } from '../calcom/account_call.ts';
import { ACCOUNT_PAGE, type AccountClient } from '../calcom/account_client.ts';
import type { EpochMs } from '../verification/time.ts';
import { AccountRound } from './account_round.ts';
import type { CatalogueDocument } from './catalogue_document.ts';
import { eventTypeEntry, type KnownPerson } from './event_type_entry.ts';
import { withParents } from './managed_children.ts';

/** The most calls that a round makes: four for the account, two for each team. */
export const mostCalls = (teams: number): number => 4 + 2 * teams;

/** How a round is made. */
export interface RoundTerms {
  readonly makeCall: MakeCall;
  /** Calls that are left of the hour's budget. */
  readonly callsLeft: number;
  readonly clock: () => EpochMs;
}

/**
 * Reads all that the key may see, in at most `mostCalls(teams)` calls, one after another. What Cal.com refuses goes into `missing`, and so
 * does what the calls do not reach.
 * @throws {CalcomRefused} with a status of 401 when the key itself is not accepted: nothing is known of the account then
 * @throws whatever else a call throws: an account that is half read would hide the other half
 */
export const readCatalogue = async (
  client: AccountClient,
  { makeCall, callsLeft, clock }: RoundTerms,
): Promise<CatalogueDocument> => {
  const readAt = clock();
  const round = new AccountRound(makeCall, callsLeft);
  const me = await round.ask('the owner of the key', client.me(), true);
  const own = await round.ask("the key's own event types", client.eventTypes());
  const teams = (await round.ask('teams', client.teams())) ?? [];
  round.bound(mostCalls(teams.length) - 3);

  const teamsEventTypes = await readTeamsEventTypes(client, round, teams, me);
  const people = await readPeople(client, round, teams, me);
  // By id, since an organization lists what its teams list too.
  const eventTypes = new Map([...(own ?? []), ...teamsEventTypes].map((eventType) => [eventType.id, eventType]));
  return {
    readAt,
    ...(me === undefined ? {} : { me: ownerEntry(me) }),
    teams: teams.map(teamEntry),
    eventTypes: withParents([...eventTypes.values()].map((eventType) => eventTypeEntry(eventType, people))),
    missing: round.missing,
  };
};

/** What is known of an account whose key nobody has set. */
export const catalogueWithoutKey = (readAt: EpochMs): CatalogueDocument => ({
  readAt,
  teams: [],
  eventTypes: [],
  missing: ['everything: CALCOM_API_KEY is not set, and Cal.com tells what an account has to nobody else'],
});

const readTeamsEventTypes = async (
  client: AccountClient,
  round: AccountRound,
  teams: readonly AccountTeam[],
  me: AccountOwner | undefined,
): Promise<readonly AccountEventType[]> => {
  const organizationId = me?.organizationId ?? teams.find(({ isOrganization }) => isOrganization)?.id;
  const within = teams.filter(({ parentId }) => organizationId !== undefined && parentId === organizationId);
  const outside = teams.filter((team) => !team.isOrganization && !within.includes(team));
  const ofOrganization =
    organizationId === undefined
      ? undefined
      : await readOrganization(client, round, organizationId, teams.length + outside.length);
  const found = [...(ofOrganization ?? [])];
  // An organization that answers has told of its teams already.
  for (const team of ofOrganization === undefined ? [...within, ...outside] : outside) {
    found.push(...((await round.ask(`the event types of ${nameOf(team)}`, client.teamEventTypes(team.id))) ?? []));
  }
  return found;
};

/** @param kept calls that are needed for what comes after it. What its teams need no call for any more pays for further pages. */
const readOrganization = async (
  client: AccountClient,
  round: AccountRound,
  organizationId: number,
  kept: number,
): Promise<readonly AccountEventType[] | undefined> => {
  const what = "the event types of the organization's teams";
  const found: AccountEventType[] = [];
  for (let skip = 0; ; skip += ACCOUNT_PAGE) {
    if (skip > 0 && round.left <= kept) {
      round.missing.push(`${what} after the first ${skip}: no call was left for them`);
      return found;
    }
    const page = await round.ask(what, client.organizationEventTypes(organizationId, skip));
    if (page === undefined) return skip === 0 ? undefined : found;
    found.push(...page);
    if (page.length < ACCOUNT_PAGE) return found;
  }
};

/** By user id. */
const readPeople = async (
  client: AccountClient,
  round: AccountRound,
  teams: readonly AccountTeam[],
  me: AccountOwner | undefined,
): Promise<ReadonlyMap<number, KnownPerson>> => {
  const people = new Map<number, KnownPerson>();
  const slugOf = (id: number | undefined): string | undefined => teams.find((team) => team.id === id)?.slug;
  for (const team of teams) {
    const what = `the members of ${nameOf(team)}`;
    const members = (await round.ask(what, client.teamMembers(team.id))) ?? [];
    if (members.length >= ACCOUNT_PAGE) round.missing.push(`${what} after the first ${ACCOUNT_PAGE}`);
    const slug = slugOf(team.isOrganization ? team.id : team.parentId);
    for (const { userId, user } of members) {
      people.set(userId, { ...user, organizationSlug: people.get(userId)?.organizationSlug ?? slug });
    }
  }
  if (me !== undefined) people.set(me.id, { ...me, organizationSlug: slugOf(me.organizationId) });
  return people;
};

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
