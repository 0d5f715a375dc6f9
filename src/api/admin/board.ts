/** Bull Board, at `/admin/queues`. */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Router } from 'express';
import { rangeName } from '../../queues/ranges/range_name.ts';
import { rangeJobSchema } from '../../queues/ranges/job.ts';
import { RANGES } from '../../queues/ranges/queue.ts';
import { QUEUES } from '../../queues/queues.ts';

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
  const description = QUEUES.find(({ name }) => name === queue.name)?.holds ?? '';
  const adapter = new BullMQAdapter(queue, { readOnlyMode: readOnly, description });
  if (queue.name === RANGES.name) {
    // A range can be lifted and widened while it waits, and BullMQ's names are for good.
    adapter.setFormatter('name', (job: { readonly name: string; readonly data: unknown }) => {
      const range = rangeJobSchema.safeParse(job.data);
      return range.success ? rangeName(range.data) : job.name;
    });
  }
  return adapter;
};
