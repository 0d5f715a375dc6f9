/** All settings, as the environment spells them. */
import { z } from 'zod';
import { apiShape } from './api.ts';
import { backgroundShape } from './background.ts';
import { bookingsShape } from './bookings.ts';
import { cacheShape } from './cache.ts';
import { calcomShape } from './calcom.ts';
import { callbacksShape } from './callbacks.ts';
import { operationShape } from './operation.ts';
import { passthroughShape } from './passthrough.ts';
import { policySettingsShape } from './policy.ts';
import { redisShape } from './redis.ts';

/** Reads the environment. */
export const environmentSchema = z.object({
  ...apiShape,
  ...redisShape,
  ...calcomShape,
  ...passthroughShape,
  ...bookingsShape,
  ...cacheShape,
  ...backgroundShape,
  ...callbacksShape,
  ...operationShape,
  ...policySettingsShape,
});

/** One setting, for documents. */
export interface Setting {
  readonly name: string;
  /** As it would be written in the environment; undefined where nothing is set, the empty text for an empty list. */
  readonly default: string | undefined;
  /** What it decides, in a sentence without its full stop. */
  readonly about: string;
}

/** All settings, in the order in which documents show them. */
export const SETTINGS: readonly Setting[] = Object.entries(environmentSchema.shape).map(([name, schema]) => ({
  name,
  default: schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : undefined,
  about: schema.description ?? '',
}));
