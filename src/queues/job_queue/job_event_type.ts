import { z } from 'zod';
import type { EventType } from '../../calcom/event_type.ts';

/** An event type in the data of a job. */
export const jobEventType = z.union([
  z.object({ eventTypeId: z.int() }),
  z.object({ eventTypeSlug: z.string(), username: z.string(), organizationSlug: z.string().exactOptional() }),
  z.object({ eventTypeSlug: z.string(), teamSlug: z.string(), organizationSlug: z.string().exactOptional() }),
  z.object({ usernames: z.array(z.string()).readonly(), organizationSlug: z.string().exactOptional() }),
]) satisfies z.ZodType<EventType>;
