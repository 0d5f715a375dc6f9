/** `GET /metrics`, for Prometheus. */
import type { Queue } from 'bullmq';
import type { RequestHandler } from 'express';
import { createCacheRedisMetric, createFleetMetrics } from '../../telemetry/fleet_metrics.ts';
import type { OperationContext } from './context.ts';
import { readFleetFigures } from './fleet_figures.ts';

/** Where the figures are. */
export const METRICS_PATH = '/metrics';

/** The route. Without Redis the figures of this process are told all the same. */
export const metricsRoute = (context: OperationContext, queues: readonly Queue[]): RequestHandler => {
  const { registry, account } = context;
  const setFleet = createFleetMetrics(registry, account.warming.callsPerHour);
  const setCacheRedis = createCacheRedisMetric(registry);
  return async (_request, response) => {
    const [fleet, isCacheRedisUp] = await Promise.all([
      readFleetFigures(context, queues).catch(() => undefined),
      context.isCacheRedisUp(),
    ]);
    setFleet(fleet);
    setCacheRedis(isCacheRedisUp);
    const text = await registry.metrics();
    // Not `send`, which would put a second charset into the content type.
    response.set('Content-Type', registry.contentType).set('Cache-Control', 'no-store').end(text);
  };
};
