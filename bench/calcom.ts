/** The simulator in the part of Cal.com, as a process of its own, and what the driver does to it. */
import { z } from 'zod';
import { type EpochMs, epochMs } from '../src/verification/time.ts';
import { startProcess } from '../test/support/process.ts';

/** The key that contenders call Cal.com with: the calls that count are the ones made with it. */
export const CONTENDER_KEY = 'cal_bench_contender_c1';

/** As the simulator's log shows that key. */
const CONTENDER_MASK = 'cal_…c1';

/** More than any load asks for: whoever reads the account knows them. */
const GENERATED_LISTED = 250;

/** How the simulator is started. */
export interface CalcomSettings {
  readonly seed: string;
  /** Two bounds in ms, as `300-800`. */
  readonly latencyMs: string;
  /** Calls a minute; Cal.com's 120 unless told. */
  readonly rateLimit?: number;
  /** No host has any free time. */
  readonly fullyBooked?: boolean;
  /** More for its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A call of `GET /v2/slots` that a contender made. */
export interface CalcomCall {
  readonly at: EpochMs;
  /** `null` while it is under way, and where a fault cut it off. */
  readonly status: number | null;
}

/** One place in somebody's calendar. */
export interface Place {
  readonly eventTypeId: number;
  readonly start: EpochMs;
}

/** What Cal.com makes of a place at this moment. */
export interface PlaceFound {
  /** Whether a booking of it would succeed. */
  readonly bookable: boolean;
  /** Whether someone who asks in the zone in question is shown it. */
  readonly listed: boolean;
}

/** What the driver can do at Cal.com. */
export interface Calcom {
  readonly url: string;
  /** Every call that the contender made so far, by its beginning. */
  calls(): Promise<readonly CalcomCall[]>;
  /** Looks places up as someone in this zone (IANA name) sees them now. */
  lookUp(places: readonly Place[], timeZone: string): Promise<readonly PlaceFound[]>;
  /** The free places of an event type within so many days, ascending; none while Cal.com fails. */
  free(eventTypeId: number, from: EpochMs, days: number): Promise<readonly Place[]>;
  /** Books a place. @returns the booking's uid, or undefined when it is taken or Cal.com fails */
  book(place: Place): Promise<string | undefined>;
  /** Puts something into the host's own calendar at a place, of which Cal.com tells nobody. */
  occupy(place: Place): Promise<void>;
  /** Cancels a booking; nothing happens while Cal.com fails. */
  cancel(uid: string): Promise<void>;
  /** Has webhooks sent to a URL. */
  subscribe(url: string, secret: string): Promise<void>;
  /** How long every call takes from now on, in ms. */
  setLatency(ms: number): Promise<void>;
  /** Replaces the faults that are switched on. */
  setFaults(faults: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** A person gives up then: a Cal.com that hangs answers nobody any more, not even when it is well again. */
const PERSON_WAITS_MS = 30_000;

/** What somebody puts into his own calendar takes half an hour. */
const OCCUPIED_MS = 30 * 60_000;

const callsSchema = z.object({
  calls: z.array(z.object({ at: z.int(), credential: z.string(), status: z.int().nullable() })),
});
const foundSchema = z.object({ bookable: z.array(z.boolean()), listed: z.array(z.boolean()) });
const slotsSchema = z.object({ data: z.record(z.string(), z.array(z.object({ start: z.string() }))) });
const bookingSchema = z.object({ data: z.object({ uid: z.string() }) });

/** The days of an answer; none of one that is missing, or that a Cal.com which fails has garbled. */
const daysIn = (text: string | undefined): z.infer<typeof slotsSchema>['data'] => {
  try {
    return slotsSchema.parse(JSON.parse(text ?? '')).data;
  } catch {
    return {};
  }
};

/** Starts it on a free port. @throws when it does not start */
export const startCalcom = async (settings: CalcomSettings): Promise<Calcom> => {
  const process = startProcess('src/simulator/main.ts', {
    ...settings.env,
    SIMULATOR_PORT: '0',
    SIMULATOR_SEED: settings.seed,
    SIMULATOR_LATENCY_MS: settings.latencyMs,
    SIMULATOR_RATE_LIMIT: String(settings.rateLimit ?? 120),
    SIMULATOR_GENERATED_LISTED: String(GENERATED_LISTED),
    SIMULATOR_FULL: settings.fullyBooked === true ? '1' : '0',
  });
  const [, url = ''] = await process.waitForOutput(/listens on (\S+)/);

  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(signal === undefined ? {} : { signal }),
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { ok: response.ok, text: await response.text() };
  };
  const control = async (method: string, path: string, body?: unknown): Promise<string> => {
    const { ok, text } = await send(method, `/control/${path}`, body);
    if (!ok) throw new Error(`The simulator refuses ${method} ${path}: ${text}`);
    return text;
  };
  // A key for each call, so that what the driver does to the calendars never meets the limit.
  let calls = 0;
  const asSomeone = (version: string) => ({
    authorization: `Bearer cal_bench_someone_${calls++}_s0`,
    'cal-api-version': version,
  });
  /** As a person at Cal.com's own page: a failure there is theirs, and no fault of the benchmark. */
  const operate = async (
    method: string,
    path: string,
    version: string,
    body?: unknown,
  ): Promise<string | undefined> => {
    const answer = await send(method, path, body, asSomeone(version), AbortSignal.timeout(PERSON_WAITS_MS)).catch(
      () => undefined,
    );
    return answer?.ok === true ? answer.text : undefined;
  };

  return {
    url,
    calls: async () =>
      callsSchema
        .parse(JSON.parse(await control('GET', 'calls')))
        .calls.filter(({ credential }) => credential === CONTENDER_MASK)
        .map(({ at, status }) => ({ at: epochMs(at), status })),
    lookUp: async (places, timeZone) => {
      if (places.length === 0) return [];
      const slots = places.map(({ eventTypeId, start }) => ({
        eventTypeId,
        start: new Date(start).toISOString(),
        timeZone,
      }));
      const { bookable, listed } = foundSchema.parse(JSON.parse(await control('POST', 'bookable', slots)));
      return bookable.map((isBookable, index) => ({ bookable: isBookable, listed: listed[index] === true }));
    },
    free: async (eventTypeId, from, days) => {
      const range = `start=${new Date(from).toISOString()}&end=${new Date(from + days * DAY_MS).toISOString()}`;
      const text = await operate('GET', `/v2/slots?eventTypeId=${eventTypeId}&${range}`, '2024-09-04');
      return Object.values(daysIn(text))
        .flat()
        .map(({ start }) => ({ eventTypeId, start: epochMs(Date.parse(start)) }));
    },
    book: async ({ eventTypeId, start }) => {
      const attendee = { name: 'Somebody', email: 'somebody@example.com', timeZone: 'Europe/Berlin' };
      const body = { eventTypeId, start: new Date(start).toISOString(), attendee };
      const text = await operate('POST', '/v2/bookings', '2024-08-13', body);
      return text === undefined ? undefined : bookingSchema.parse(JSON.parse(text)).data.uid;
    },
    occupy: async ({ eventTypeId, start }) => {
      await control('POST', 'calendar/busy', {
        hostUsername: `host-${eventTypeId}`,
        start: new Date(start).toISOString(),
        end: new Date(start + OCCUPIED_MS).toISOString(),
      });
    },
    cancel: async (uid) => {
      await operate('POST', `/v2/bookings/${uid}/cancel`, '2024-08-13', { cancellationReason: 'Ill' });
    },
    subscribe: async (subscriber, secret) => {
      await control('POST', 'webhooks', { url: subscriber, secret });
    },
    setLatency: async (ms) => {
      await control('PUT', 'latency', { minMs: ms, maxMs: ms });
    },
    setFaults: async (faults) => {
      await control('PUT', 'faults', faults);
    },
    stop: async () => {
      await process.kill();
    },
  };
};
