/** Bull Board, at `/admin/queues`. */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Router } from 'express';
import { rangeName } from '../../queues/job_name.ts';
import { QUEUE_NAMES } from '../../queues/queues.ts';
import { rangeJobSchema } from '../../queues/ranges/range_job.ts';

/** Where the board is mounted. */
export const BOARD_PATH = '/admin/queues';

/** The board's routes. @param readOnly nothing can be retried or removed from it */
export const boardRoute = (queues: readonly Queue[], readOnly: boolean): Router => {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: queues.map((queue) => adapterOf(queue, readOnly)),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Slotproof' } },
  });
  return serverAdapter.getRouter();
};

const adapterOf = (queue: Queue, readOnly: boolean): BullMQAdapter => {
  const adapter = new BullMQAdapter(queue, { readOnlyMode: readOnly, description: DESCRIPTIONS[queue.name] ?? '' });
  if (queue.name === QUEUE_NAMES.ranges) {
    // A range can be lifted and widened while it waits, and BullMQ's names are for good.
    adapter.setFormatter('name', (job: { readonly name: string; readonly data: unknown }) => {
      const range = rangeJobSchema.safeParse(job.data);
      return range.success ? rangeName(range.data) : job.name;
    });
  }
  return adapter;
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  verifications: 'Questions that the cache could not decide',
  ranges: 'One job is at most one Cal.com call',
  callbacks: 'Webhooks to deliver',
  warming: 'Rounds of warming',
  catalogue: 'Readings of what the account has',
};
