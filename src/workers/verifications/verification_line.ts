import type { Worker } from 'bullmq';
import { answerFacts } from '../../contract/answer_facts.ts';
import { problemOfReason } from '../../contract/problem.ts';
import type { VerificationAnswer, VerificationJob } from '../../queues/verifications/job.ts';
import type { Logger } from '../../telemetry/logger.ts';

/** Logs one line for every verification that ends in this process's worker. Durations are from the question on, its wait included. */
export const logVerifications = (worker: Worker<VerificationJob, VerificationAnswer, string>, logger: Logger): void => {
  worker.on('completed', (job, answer) => {
    const { ranges } = answer;
    logger.info(
      {
        requestId: job.data.requestId,
        verification: job.id,
        durationMs: (job.finishedOn ?? Date.now()) - job.timestamp,
        ...answerFacts(answer),
        // A range that another question asked for is logged under that one's request id.
        ranges,
      },
      'verification',
    );
  });
  worker.on('failed', (job) => {
    if (job?.finishedOn === undefined) return;
    logger.info(
      {
        requestId: job.data.requestId,
        verification: job.id,
        durationMs: job.finishedOn - job.timestamp,
        outcome: 'failed',
        problem: problemOfReason(job.failedReason ?? '').type,
      },
      'verification',
    );
  });
};
