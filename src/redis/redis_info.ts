/** What a Redis says of itself. Pure. */

/** The oldest that can carry the queues is the first of this major version. */
export const OLDEST_MAJOR = 7;

/** Whether a version, such as `7.0.15`, can carry the queues; one that is no version cannot. */
export const isNewEnough = (version: string): boolean => Number.parseInt(version, 10) >= OLDEST_MAJOR;

/** A field of what `INFO` answers; undefined where a provider leaves it out. */
export const infoField = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1];
