/** The simulator's first event type: anna, 30 minutes, Europe/Berlin. */
export const SIMULATED_EVENT_TYPE = 101;

/** The zone that the example asks in, unless told. */
const TIME_ZONE = 'Europe/Berlin';

/** What the example asks for and how it gets there. */
export interface Example {
  readonly apiUrl: string;
  /** The event type to ask about; undefined for the caller's own, where they are not known. */
  readonly eventTypeId: number | undefined;
  /** Whether the api wants a key. */
  readonly withKey: boolean;
}

const FRIDAY = 5;

/** 14:00 in Berlin on the first workday after `now`, as local time. */
const nextWorkdayAfternoon = (now: Temporal.Instant): string => {
  let day = now.toZonedDateTimeISO(TIME_ZONE).toPlainDate().add({ days: 1 });
  while (day.dayOfWeek > FRIDAY) day = day.add({ days: 1 });
  return `${day.toString()}T14:00`;
};

/** One `curl` to paste into a shell: a verification that has an answer whenever it is asked. */
export const exampleRequest = ({ apiUrl, eventTypeId, withKey }: Example, now: Temporal.Instant): string => {
  const body = JSON.stringify({
    eventTypeId: eventTypeId ?? 'ID',
    start: nextWorkdayAfternoon(now),
    timeZone: TIME_ZONE,
  }).replace('"ID"', 'YOUR_EVENT_TYPE_ID');
  return [
    `curl -s ${apiUrl}/v1/verifications`,
    ...(withKey ? [`-H 'Authorization: Bearer ONE_OF_YOUR_API_KEYS'`] : []),
    `-H 'Content-Type: application/json'`,
    `-d '${body}'`,
  ].join(' \\\n    ');
};
