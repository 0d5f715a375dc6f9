/** `POST /v1/warming` starts a round of warming, `GET /v1/warming/{id}` tells how far it is. */
import type { Account } from '../../account/account.ts';
import { type Request, type Response, Router } from 'express';
import { problem } from '../../contract/problem.ts';
import { readWarmingRequest, type WarmingDocument } from '../../contract/warming.ts';
import { NOT_BEGUN, warmingProgressSchema } from '../../queues/warming/job.ts';
import type { WarmingQueue } from '../../queues/warming/queue.ts';
import { requestIdOf } from '../http/caller.ts';
import { jsonBody } from '../http/json_body.ts';
import { RequestProblem, sendProblem } from '../http/problem_response.ts';
import { queueWarming } from '../../queues/warming/producer.ts';

/** What the routes need. */
export interface WarmingContext {
  readonly account: Pick<Account, 'name'>;
  readonly warming: WarmingQueue;
}

/** The warming routes. */
export const warmingRoute = ({ account, warming }: WarmingContext): Router => {
  const router = Router();

  router.post('/', jsonBody, async (request: Request, response: Response) => {
    const reading = readWarmingRequest(request.body);
    if (!reading.ok) throw new RequestProblem('invalid', { errors: reading.faults });
    const id = await queueWarming(warming, account.name, requestIdOf(response), reading.eventTypeIds);
    const document: WarmingDocument = { id, status: 'queued', ...countsOf(NOT_BEGUN) };
    response
      .status(202)
      .set('Location', `/v1/warming/${encodeURIComponent(id)}`)
      .json(document);
  });

  router.get('/:id', async (request: Request, response: Response) => {
    const id = String(request.params.id);
    const job = await warming.getJob(id);
    if (job === undefined) return sendProblem(response, problem('not-found', { detail: `There is no round ${id}.` }));
    const progress = warmingProgressSchema.safeParse(job.finishedOn === undefined ? job.progress : job.returnvalue);
    const document: WarmingDocument = { id, status: statusOf(job), ...countsOf(progress.data ?? NOT_BEGUN) };
    response.set('Cache-Control', 'no-store').json(document);
  });

  return router;
};

const statusOf = (job: {
  readonly processedOn?: number | undefined;
  readonly finishedOn?: number | undefined;
  readonly failedReason?: string;
  readonly returnvalue: unknown;
}): WarmingDocument['status'] => {
  // Not by its failedReason alone: a job that was tried again and then completed keeps that of its failure.
  if (job.finishedOn !== undefined) return job.failedReason && job.returnvalue === null ? 'failed' : 'completed';
  return job.processedOn === undefined ? 'queued' : 'active';
};

/** Per cent are for Bull Board: whoever reads the counts can do without. */
const countsOf = ({ progress: _percent, ...counts }: typeof NOT_BEGUN): Omit<WarmingDocument, 'id' | 'status'> =>
  counts;
