import { createHash } from 'node:crypto';

/**
 * The Redis hash tag of all that is kept of one credential: one tag, so that a Redis Cluster keeps it in one place, and of a hash, because
 * keys are seen by many eyes.
 */
export const credentialTag = (credential: string): string =>
  `{calcom-${createHash('sha256').update(credential).digest('hex').slice(0, 16)}}`;
