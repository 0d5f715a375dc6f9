/** Settings for whoever runs the processes. */
import { z } from 'zod';
import { flag, integer } from './kinds.ts';

/** The settings for whoever runs the processes. */
export interface OperationSettings {
  readonly workerConcurrency: number;
  /** Where a worker process serves `/metrics`; no port, no server. */
  readonly metrics: { readonly host: string; readonly port: number | undefined };
  readonly boardReadOnly: boolean;
  readonly logLevel: string;
}

/** As the environment spells them. */
export const operationShape = {
  WORKER_CONCURRENCY: integer(1, 1_000)
    .prefault('20')
    .describe('Cal.com calls that one worker process has under way at most'),
  METRICS_HOST: z.string().prefault('127.0.0.1').describe('Address at which a worker process serves /metrics'),
  METRICS_PORT: integer(1, 65_535).optional().describe('Port at which it does; without one it does not'),
  BOARD_READ_ONLY: flag.prefault('false').describe('Whether jobs can only be looked at in Bull Board'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { error: 'must be a pino level' })
    .prefault('info')
    .describe('trace, debug, info, warn, error, fatal or silent'),
};

/** The settings for whoever runs the processes. */
export const operationSettings = (environment: z.output<z.ZodObject<typeof operationShape>>): OperationSettings => ({
  workerConcurrency: environment.WORKER_CONCURRENCY,
  metrics: { host: environment.METRICS_HOST, port: environment.METRICS_PORT },
  boardReadOnly: environment.BOARD_READ_ONLY,
  logLevel: environment.LOG_LEVEL,
});
