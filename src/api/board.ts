/** Bull Board, at `/admin/queues`. */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Router } from 'express';

/** Where the board is mounted. */
export const BOARD_PATH = '/admin/queues';

/** The board's routes. @param readOnly nothing can be retried or removed from it */
export const boardRoute = (queues: readonly Queue[], readOnly: boolean): Router => {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: queues.map(
      (queue) => new BullMQAdapter(queue, { readOnlyMode: readOnly, description: DESCRIPTIONS[queue.name] ?? '' }),
    ),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Slotproof' } },
  });
  return serverAdapter.getRouter();
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  verifications: 'Questions that the cache could not decide',
  ranges: 'One job is at most one Cal.com call',
  callbacks: 'Webhooks to deliver',
  warming: 'Rounds of warming',
};
