/** The requests and answers that the document shows. They are about next week, so that trying them answers something. */
import { problem } from '../../contract/problem.ts';

const ZONE = 'Europe/Berlin';
const ID = '0b8ee2f6-3a54-4bd5-9c5f-6f0a0f1f3c11';

/** A local time of a day, RFC 3339. */
const at = (day: Temporal.PlainDate, time: string): string =>
  day
    .toZonedDateTime({ timeZone: ZONE, plainTime: time })
    .toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });

/** The Tuesday of the week after this day's. */
const tuesdayAfter = (today: Temporal.PlainDate): Temporal.PlainDate =>
  today.add({ days: 7 + ((9 - today.dayOfWeek) % 7) });

/** The examples as of a day. */
export const verificationExamples = (today: Temporal.PlainDate) => {
  const day = tuesdayAfter(today);
  const date = day.toString();
  const slot = (from: string, until: string) => ({ start: at(day, from), end: at(day, until) });
  const requested = { ...slot('14:00', '14:30'), timeZone: ZONE };
  const verifiedAt = today.toZonedDateTime({ timeZone: 'UTC', plainTime: '09:58:12' }).toInstant().toString();
  const seen = { searched: { from: date, until: date }, freshness: 'fresh', verifiedAt, ageSeconds: 41 };
  const available = {
    status: 'completed',
    outcome: 'available',
    requested,
    slot: slot('14:00', '14:30'),
    alternatives: [],
    ...seen,
  };
  const alternatives = {
    status: 'completed',
    outcome: 'alternatives',
    requested,
    alternatives: [
      { ...slot('13:30', '14:00'), strategy: 'same_day', minutesFromRequested: -30 },
      { ...slot('15:00', '15:30'), strategy: 'same_day', minutesFromRequested: 60 },
    ],
    ...seen,
  };
  const queued = { id: ID, status: 'queued', requested: { start: requested.start, timeZone: ZONE } };
  const failed = {
    ...queued,
    status: 'failed',
    error: problem('calcom-unavailable', { detail: 'Cal.com did not answer in time.' }),
  };
  return {
    requests: {
      least: {
        summary: 'The least that is needed',
        value: { eventTypeId: 101, start: at(day, '14:00'), timeZone: ZONE },
      },
      slug: {
        summary: "An event type by its user and slug, a local time, the caller's own policy",
        value: {
          eventTypeSlug: 'intro',
          username: 'anna',
          start: `${date}T14:00`,
          timeZone: ZONE,
          maxAlternatives: 3,
          windowHours: 4,
          toleranceMinutes: 60,
          horizonDays: 21,
          businessHours: { start: '08:00', end: '20:00', days: [1, 2, 3, 4, 5, 6] },
          strategies: ['same_day', 'next_workday', 'next_week', 'next_available'],
          busy: [slot('09:00', '11:00')],
          maxAge: 300,
        },
      },
      several: {
        summary: 'Any of several event types, the preferred one first',
        value: {
          eventTypes: [
            { eventTypeId: 101, label: 'Anna', preference: 1 },
            { eventTypeSlug: 'intro', username: 'bert', label: 'Bert' },
          ],
          start: at(day, '14:00'),
          timeZone: ZONE,
          spread: 'eventTypes',
        },
      },
      firstFree: {
        summary: 'The first free mornings from a day on, one a day',
        value: {
          eventTypeId: 101,
          start: date,
          until: day.add({ days: 6 }).toString(),
          partOfDay: 'morning',
          spread: 'days',
          timeZone: ZONE,
        },
      },
    },
    answers: {
      available: { summary: 'The requested slot can be booked', value: available },
      alternatives: { summary: 'Others near it can be', value: alternatives },
      several: {
        summary: 'Others of several event types can be, and one is still waited for',
        value: {
          ...alternatives,
          id: ID,
          alternatives: [
            {
              ...slot('13:30', '14:00'),
              strategy: 'same_day',
              minutesFromRequested: -30,
              eventType: { eventTypeId: 101 },
              label: 'Anna',
            },
          ],
          eventTypes: [
            {
              eventType: { eventTypeId: 101 },
              label: 'Anna',
              freshness: 'fresh',
              verifiedAt,
              ageSeconds: 41,
              reason: 'not-listed',
            },
          ],
          partial: true,
          unanswered: [{ eventType: { eventTypeSlug: 'intro', username: 'bert' }, label: 'Bert' }],
        },
      },
      unavailable: {
        summary: 'Nothing near it can be',
        value: { ...available, outcome: 'unavailable', slot: undefined, requested: queued.requested },
      },
    },
    queued: { summary: 'Still working on it', value: queued },
    failed: { summary: 'It could not be decided', value: failed },
    events: {
      completed: {
        summary: 'Decided',
        value: { type: 'verification.completed', timestamp: verifiedAt, data: { ...alternatives, id: ID } },
      },
      failed: {
        summary: 'Not decided',
        value: { type: 'verification.failed', timestamp: verifiedAt, data: failed },
      },
    },
  };
};

/** The examples as of a day. */
export type VerificationExamples = ReturnType<typeof verificationExamples>;
