/** What was told of changes, read by a test beside the system. */
import type { Redis } from 'ioredis';
import { DEFAULT_ACCOUNT } from '../../src/account/account.ts';
import { type CurrentCatalogue, ToldChanges } from '../../src/changes/told_changes.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';

/** A catalogue of nothing. */
const NOTHING: CurrentCatalogue = { find: () => undefined, document: () => undefined };

/** Reads what was told in that Redis. */
export const toldIn = (
  client: Redis,
  catalogue: CurrentCatalogue = NOTHING,
  clock: () => EpochMs = () => epochMs(Date.now()),
): ToldChanges => new ToldChanges(client, DEFAULT_ACCOUNT, 86_400, catalogue, clock);
