/** Bodies as models write them, where only one thing can be meant. */

/** Fields that hold whole numbers. */
const WHOLE_NUMBERS: ReadonlySet<string> = new Set([
  'eventTypeId',
  'duration',
  'maxAge',
  'maxAlternatives',
  'toleranceMinutes',
  'horizonDays',
  'hold',
]);

/** The body with digits in a text as the number that they are, and without what is null. @returns anything but an object as it is */
export const leniently = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([field, value]: [string, unknown]) => {
      if (value === null) return [];
      const isNumber = WHOLE_NUMBERS.has(field) && typeof value === 'string' && /^\s*\d{1,10}\s*$/.test(value);
      return [[field, isNumber ? Number(value) : value]];
    }),
  );
};
