/** Cal.com as the key sees it: whose it is, what the account has, which webhooks there are, and how soon slots come. */
import type { Account } from '../../account/account.ts';
import { createAccountClient } from '../../calcom/account_client.ts';
import type { Allowance } from '../../calcom/allowance.ts';
import { CalcomRefused } from '../../calcom/errors.ts';
import { createSlotsClient } from '../../calcom/slots_client.ts';
import { createWebhooksClient } from '../../calcom/webhooks_client.ts';
import { USUAL_TRIGGERS } from '../../calcom/webhook/trigger.ts';
import { type CatalogueDocument, isOffered } from '../../catalogue/catalogue_document.ts';
import { BY_HAND, WEBHOOKS_PATH } from '../../registration/by_hand.ts';
import type { Registration } from '../../registration/registrations.ts';
import { scopeInWords } from '../../registration/scopes.ts';
import { type EpochMs, epochMs, utcDay, utcDayOf } from '../../verification/time.ts';
import type { CalcomCalls } from '../calcom_calls.ts';
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts';

/** What is known before Cal.com is asked. */
export interface Known {
  readonly account: Account;
  readonly calls: Pick<CalcomCalls, 'make'>;
  readonly catalogue: CatalogueDocument | undefined;
  readonly registrations: readonly Registration[];
  /** When a webhook came last. */
  readonly deliveredAt: EpochMs | undefined;
}

/** Looks at the key. */
export const keyFindings = async ({ account, calls }: Known): Promise<readonly Finding[]> => {
  const { apiUrl, apiKey, timeoutMs, rateLimitPerMinute } = account;
  if (apiKey === undefined) {
    return [warn('key', 'CALCOM_API_KEY is not set', 'Set it, and hosts, notice and bookings are known.')];
  }
  try {
    const { value, allowance } = await calls.make(createAccountClient({ apiUrl, apiKey, timeoutMs }).me());
    return [
      ok('key', `is ${value.username ?? value.email ?? `user ${value.id}`}'s`),
      ...limitFindings(allowance, rateLimitPerMinute),
    ];
  } catch (error) {
    if (error instanceof CalcomRefused) {
      return [
        fail(
          'key',
          `Cal.com refuses it: ${error.status} ${error.message}`,
          'Set CALCOM_API_KEY to one that Cal.com has.',
        ),
      ];
    }
    return [
      fail(
        'cal.com',
        `${apiUrl} does not answer: ${wordsOf(error)}`,
        'Look at CALCOM_API_URL, and at https://status.cal.com.',
      ),
    ];
  }
};

const limitFindings = (allowance: Allowance | undefined, believed: number): readonly Finding[] => {
  if (allowance === undefined) return [];
  const { limit, remaining } = allowance;
  const text = `${remaining} of ${limit} calls are left of this minute`;
  if (limit < believed) {
    return [warn('limit', `${text}, and CALCOM_RATE_LIMIT_PER_MINUTE is ${believed}`, `Set it to ${limit}.`)];
  }
  return [ok('limit', text)];
};

/** Looks at what is known of the account. */
export const catalogueFindings = ({ catalogue, account }: Known): readonly Finding[] => {
  if (account.apiKey === undefined) return [];
  if (catalogue === undefined) {
    return [warn('catalogue', 'the account was not read yet', 'Start a worker: it reads it within seconds.')];
  }
  const { eventTypes, teams, missing, readAt } = catalogue;
  const hosts = new Set(eventTypes.flatMap(({ hosts: some }) => some.map(({ userId }) => userId)));
  const text = `${eventTypes.length} event types, ${hosts.size} hosts, ${teams.length} teams, read ${new Date(readAt).toISOString()}`;
  return [
    ok('catalogue', text),
    ...missing.map((what) => warn('catalogue', `lacks ${what}`, 'Use the key of an admin, or live without it.')),
  ];
};

/** Looks at the webhooks. */
export const webhookFindings = async (known: Known): Promise<readonly Finding[]> => {
  const { account, calls, registrations, deliveredAt } = known;
  const { apiUrl, apiKey, timeoutMs, publicUrl } = account;
  if (apiKey === undefined) return [warn('webhooks', 'cannot be looked at without a key', BY_HAND)];
  const delivered =
    deliveredAt === undefined ? 'none has come yet' : `the last came ${new Date(deliveredAt).toISOString()}`;
  const findings: Finding[] = registrations.map(({ scope, id, refused }) =>
    refused !== undefined
      ? warn('webhooks', `for ${scopeInWords(scope)} Cal.com refuses one: ${refused}`, 'Use the key of an admin.')
      : id === undefined
        ? warn('webhooks', `for ${scopeInWords(scope)} is being registered`, 'Start a worker, and look again.')
        : ok('webhooks', `for ${scopeInWords(scope)} is registered; ${delivered}`),
  );
  const { value: listed } = await calls.make(
    createWebhooksClient({ apiUrl, apiKey, timeoutMs }).list({ of: 'person' }),
  );
  const own = listed.filter(({ subscriberUrl }) => subscriberUrl.endsWith(WEBHOOKS_PATH));
  for (const { subscriberUrl, active, triggers } of own) {
    const lacking = USUAL_TRIGGERS.filter((trigger) => !triggers.includes(trigger));
    if (!active) findings.push(fail('webhooks', `${subscriberUrl} is switched off in Cal.com`, 'Switch it on.'));
    else if (lacking.length > 0) {
      findings.push(
        fail('webhooks', `${subscriberUrl} is not told of ${lacking.join(', ')}`, 'Add these triggers in Cal.com.'),
      );
    } else if (registrations.length === 0) findings.push(ok('webhooks', `${subscriberUrl} is active; ${delivered}`));
  }
  if (findings.length > 0) return findings;
  return [
    publicUrl === undefined
      ? warn('webhooks', 'there is none: bookings are looked for every two minutes', BY_HAND)
      : warn('webhooks', 'none is registered yet', 'Start a worker: it registers them within seconds.'),
  ];
};

/** How many days are asked for, and how long that may take. */
const WIDTHS = [1, 7, 31];
const SLOW_MS = 2_000;

/** Asks for the slots of one event type, in three widths. */
export const slotsFindings = async ({ account, calls, catalogue }: Known): Promise<readonly Finding[]> => {
  const { apiUrl, apiKey, apiVersion, timeoutMs, warming } = account;
  const eventTypeId =
    (warming.eventTypeIds === 'all' ? undefined : warming.eventTypeIds[0]) ?? catalogue?.eventTypes.find(isOffered)?.id;
  if (eventTypeId === undefined) {
    return [
      warn('slots', 'no event type is known to ask about', 'Set WARM_EVENT_TYPES, or a key that sees the account.'),
    ];
  }
  const client = createSlotsClient({ apiUrl, apiKey, apiVersion, timeoutMs, clock: () => epochMs(Date.now()) });
  const today = utcDayOf(Date.now());
  const times: string[] = [];
  let slowest = 0;
  let count = 0;
  try {
    for (const days of WIDTHS) {
      const range = { eventType: { eventTypeId }, from: utcDay(today + 1), until: utcDay(today + days) };
      const began = performance.now();
      const { slots } = await calls.make((signal) => client.fetchSlots(range, signal));
      const ms = performance.now() - began;
      slowest = Math.max(slowest, ms);
      count = slots.length;
      times.push(`${days} d in ${Math.round(ms)} ms`);
    }
  } catch (error) {
    return [
      fail(
        'slots',
        `of event type ${eventTypeId}: ${wordsOf(error)}`,
        'Look at its booking page, and at the hosts\u2019 calendars.',
      ),
    ];
  }
  const text = `of event type ${eventTypeId}: ${times.join(', ')}`;
  if (count === 0)
    return [
      warn('slots', `${text}; none is free in a month`, 'Look whether Cal.com can read the hosts\u2019 calendars.'),
    ];
  return [
    slowest < SLOW_MS
      ? ok('slots', text)
      : warn('slots', text, 'Cal.com is slow for it: keep it warm (WARM_EVENT_TYPES).'),
  ];
};
