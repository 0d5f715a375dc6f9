/** The settings of the scripts, from k6's `__ENV` (`k6 run -e NAME=value …`). All faults are named at once, before anything is sent. */

/** What the scripts are told. */
export interface Settings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer …`; undefined where the service wants none. */
  readonly apiKey: string | undefined;
  /** Most popular first. */
  readonly eventTypeIds: readonly number[];
  /** IANA names of callers' zones. */
  readonly timeZones: readonly string[];
  readonly users: number;
  /** In k6's form, such as `10m`. */
  readonly duration: string;
  /** How long a user thinks between two questions, on average. */
  readonly pauseSeconds: number;
  /** The same seed asks the same questions. */
  readonly seed: string;
  /** What the way to the server and back, TLS and k6 itself may add to the server's own time. */
  readonly networkMs: number;
  /** The service's `REQUEST_DEADLINE_MS`. */
  readonly deadlineMs: number;
  /** Calls to Cal.com that an hour has to stay under. */
  readonly callsPerHour: number;
  /** An event type that nobody has asked for in the last day. */
  readonly coldEventTypeId: number | undefined;
  /** In how many minutes of real time the day passes. */
  readonly dayMinutes: number;
  /** Questions a second in the busiest hour. */
  readonly peakPerSecond: number;
}

/** What differs from script to script where the environment does not say. */
export interface SettingDefaults {
  readonly users: number;
  readonly duration: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** More at once is a mistake in a range rather than a wish. */
const MOST_EVENT_TYPES = 10_000;

/** Reads them. @throws an Error that names every fault */
export const readSettings = (environment: Environment, { users, duration }: SettingDefaults): Settings => {
  const faults: string[] = [];
  const read = <T>(
    name: string,
    fallback: string,
    parse: (text: string) => T | undefined,
    what: string,
  ): T | undefined => {
    const text = (environment[name] ?? '').trim() || fallback;
    const value = parse(text);
    if (value === undefined) faults.push(`${name}: ${what}, and not ${JSON.stringify(text)}`);
    return value;
  };
  const number = (name: string, fallback: number, least: number, isFit = Number.isFinite): number =>
    read(
      name,
      String(fallback),
      (text) => (isFit(Number(text)) && Number(text) >= least ? Number(text) : undefined),
      `must be ${isFit === Number.isFinite ? 'a number' : 'a whole number'}, ${least} or more`,
    ) ?? fallback;
  const integer = (name: string, fallback: number, least: number): number =>
    number(name, fallback, least, Number.isInteger);

  const settings: Settings = {
    baseUrl: read('BASE_URL', 'http://127.0.0.1:3000', baseUrlOf, 'must be an http or https URL') ?? '',
    apiKey: environment.API_KEY?.trim() || undefined,
    eventTypeIds:
      read('EVENT_TYPE_IDS', '101,102,103,105,106,109,110', idsOf, 'must be ids or ranges such as 7,1000-1019') ?? [],
    timeZones:
      read(
        'TIME_ZONES',
        'Europe/Berlin,Europe/London,America/New_York,Asia/Kolkata',
        namesOf,
        'must be IANA names with commas between them',
      ) ?? [],
    users: integer('USERS', users, 1),
    duration: read('DURATION', duration, durationOf, 'must be a duration of a second or more, such as 10m') ?? duration,
    pauseSeconds: number('PAUSE_SECONDS', 2, 0),
    seed: environment.SEED?.trim() || 'slotproof',
    networkMs: number('NETWORK_MS', 20, 0),
    deadlineMs: integer('DEADLINE_MS', 5_000, 1),
    callsPerHour: integer('CALLS_PER_HOUR', 50, 1),
    coldEventTypeId: environment.COLD_EVENT_TYPE_ID?.trim() ? integer('COLD_EVENT_TYPE_ID', 0, 1) : undefined,
    dayMinutes: number('DAY_MINUTES', 24, 0.4),
    peakPerSecond: number('PEAK_PER_SECOND', 20, 0.1),
  };
  if (faults.length > 0) throw new Error(`The settings are wrong. ${faults.join('; ')}`);
  return settings;
};

// k6 has no URL class.
const baseUrlOf = (text: string): string | undefined =>
  /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(text) ? text.replace(/\/+$/, '') : undefined;

const namesOf = (text: string): readonly string[] | undefined => {
  const names = text.split(',').map((name) => name.trim());
  return names.every((name) => /^[\w+-]+(\/[\w+-]+)*$/.test(name)) ? names : undefined;
};

const idsOf = (text: string): readonly number[] | undefined => {
  const ids: number[] = [];
  for (const part of text.split(',')) {
    const range = /^\s*([1-9]\d{0,11})(?:-([1-9]\d{0,11}))?\s*$/.exec(part);
    if (range === null) return undefined;
    const first = Number(range[1]);
    const last = Number(range[2] ?? range[1]);
    if (last < first || last - first >= MOST_EVENT_TYPES) return undefined;
    for (let id = first; id <= last; id++) ids.push(id);
  }
  return ids;
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 };

/** k6 refuses a scenario of less than a second. */
const durationOf = (text: string): string | undefined => {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit = ''] of text.matchAll(/([\d.]+)(ms|s|m|h)/g)) {
    seconds += Number(amount) * (UNIT_SECONDS[unit] ?? 0);
  }
  return seconds >= 1 ? text : undefined;
};
