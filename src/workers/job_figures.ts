import type { Job, Worker } from 'bullmq';
import type { WorkerMetrics } from '../telemetry/worker_metrics.ts';
import { CALLBACKS } from '../queues/callbacks/queue.ts';

/** Counts and times every attempt at a job of this process's workers. */
export const countJobs = (workers: readonly Worker[], { jobDuration, callbackDeliveries }: WorkerMetrics): void => {
  for (const worker of workers) {
    const count = (job: Job, outcome: 'completed' | 'retried' | 'failed'): void => {
      // BullMQ stamps its jobs by the machine's clock.
      const endedAt = job.finishedOn ?? Date.now();
      jobDuration.observe({ queue: worker.name, outcome }, Math.max(0, endedAt - (job.processedOn ?? endedAt)) / 1000);
      if (worker.name !== CALLBACKS.name) return;
      callbackDeliveries.inc({ outcome: outcome === 'completed' ? 'delivered' : outcome });
    };
    worker.on('completed', (job) => count(job, 'completed'));
    worker.on('failed', (job) => {
      if (job !== undefined) count(job, job.finishedOn === undefined ? 'retried' : 'failed');
    });
  }
};
