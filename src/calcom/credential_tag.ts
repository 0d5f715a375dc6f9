import { shortHash } from './short_hash.ts';

/** The Redis hash tag of all that is kept of one credential: one tag, so that a Redis Cluster keeps it in one place. */
export const credentialTag = (credential: string): string => `{calcom-${shortHash(credential)}}`;
