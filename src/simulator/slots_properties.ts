// The properties of a slots query in the order in which Cal.com checks them, and what it says of each that is wrong.

import { Crash } from './api_error.ts';
import { readIsoDate } from './iso_date.ts';
import { isTimeZone } from './zone.ts';

/** A property: how its parameter is read, and what must hold of it. A parameter is a text, or nested where brackets or repetition say so. */
export type Property = {
  readonly name: string;
  readonly read: (parameter: unknown) => unknown;
  readonly optional: boolean;
  readonly rules: readonly { readonly holds: (value: unknown) => boolean; readonly message: string }[];
};

const asItIs = (parameter: unknown): unknown => parameter;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const each = (holds: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);

function text(name: string, optional = false): Property {
  return { name, read: asItIs, optional, rules: [{ holds: isText, message: `${name} must be a string` }] };
}

function number(name: string, optional = false): Property {
  const message = `${name} must be a number conforming to the specified constraints`;
  return { name, read: leadingNumber, optional, rules: [{ holds: isNumber, message }] };
}

function date(name: string): Property {
  const holds = (value: unknown): boolean => isText(value) && readIsoDate(value) !== 'malformed';
  const message = `${name} must be a valid ISO 8601 date string`;
  return { name, read: asItIs, optional: false, rules: [{ holds, message }] };
}

/** JavaScript's `parseInt`: `2abc` is 2, `1e3` is 1, and of a repeated parameter it is the first. */
function leadingNumber(parameter: unknown): unknown {
  // biome-ignore lint/correctness/useParseIntRadix: Cal.com names no radix, so that 0x10 is 16.
  return parameter && Number.parseInt(String(parameter));
}

const FORMAT: Property = {
  name: 'format',
  read: (parameter) => {
    if (!parameter) return undefined;
    // Cal.com asks for the lower case of whatever it is, and falls over a repeated one.
    if (!isText(parameter)) throw new Crash();
    return parameter.toLowerCase();
  },
  optional: true,
  rules: [
    {
      holds: (value) => value === 'range' || value === 'time',
      message: "slotFormat must be either 'range' or 'time'",
    },
  ],
};

const HOST_SUBSET: Property = {
  name: 'rrHostSubsetIds',
  read: (parameter) => {
    if (isText(parameter)) return parameter.split(',').map((id) => Number.parseInt(id.trim(), 10));
    return Array.isArray(parameter) ? parameter.map((id) => (isText(id) ? Number.parseInt(id, 10) : id)) : parameter;
  },
  optional: true,
  rules: [
    {
      holds: each(isNumber),
      message: 'each value in rrHostSubsetIds must be a number conforming to the specified constraints',
    },
    { holds: Array.isArray, message: 'rrHostSubsetIds must be an array' },
  ],
};

const USERNAMES: Property = {
  name: 'usernames',
  read: (parameter) => (isText(parameter) ? parameter.split(',').map((username) => username.trim()) : parameter),
  optional: false,
  rules: [
    { holds: each(isText), message: 'each value in usernames must be a string' },
    {
      holds: (value) => Array.isArray(value) && value.length >= 2,
      message: 'The array must contain at least 2 elements.',
    },
    { holds: Array.isArray, message: 'usernames must be an array' },
  ],
};

const TIME_ZONE: Property = {
  name: 'timeZone',
  read: asItIs,
  optional: true,
  rules: [{ holds: (value) => isText(value) && isTimeZone(value), message: 'timeZone must be a valid IANA time-zone' }],
};

// Cal.com marks the way in a property of its own, which a query can set.
const TYPE = text('type', true);

const OF_ALL: readonly Property[] = [
  date('start'),
  date('end'),
  TIME_ZONE,
  number('duration', true),
  FORMAT,
  text('bookingUidToReschedule', true),
  HOST_SUBSET,
];

/** The four ways to say which event type, each with all that may stand in its query. */
export const WAYS = {
  id: [TYPE, number('eventTypeId'), ...OF_ALL],
  user: [TYPE, text('eventTypeSlug'), text('username'), text('organizationSlug', true), ...OF_ALL],
  team: [TYPE, text('eventTypeSlug'), text('teamSlug'), text('organizationSlug', true), ...OF_ALL],
  people: [TYPE, USERNAMES, text('organizationSlug'), ...OF_ALL],
} as const satisfies Record<string, readonly Property[]>;

/** One of the four ways. */
export type Way = keyof typeof WAYS;
