/** All queues, in the order in which people are shown them. The table of queues in docs/design.md is held to this list by a test. */
import { BOOKINGS } from './bookings/queue.ts';
import { CALLBACKS } from './callbacks/queue.ts';
import { CATALOGUE } from './catalogue/queue.ts';
import { CHANGES } from './changes/queue.ts';
import { HOLDS } from './holds/queue.ts';
import type { QueueRules } from './job_queue/job_queue.ts';
import { PASSTHROUGH } from './passthrough/queue.ts';
import { RANGES } from './ranges/queue.ts';
import { REGISTRATION } from './registration/queue.ts';
import { VERIFICATIONS } from './verifications/queue.ts';
import { WARMING } from './warming/queue.ts';

export const QUEUES: readonly QueueRules[] = [
  VERIFICATIONS,
  RANGES,
  PASSTHROUGH,
  BOOKINGS,
  HOLDS,
  CALLBACKS,
  WARMING,
  CATALOGUE,
  CHANGES,
  REGISTRATION,
];
