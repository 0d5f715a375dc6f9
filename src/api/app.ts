/** The Express application: which route stands where, and what holds for all of them. */
import type { Queue } from 'bullmq';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { BOARD_PATH, boardRoute } from './board.ts';
import { requestId } from './caller.ts';
import type { ApiContext } from './context.ts';
import { healthRoute } from './health_route.ts';
import { errorHandler, notFound } from './problem_response.ts';
import { verificationsRoute } from './verifications_route.ts';

/** Builds the application. @param queues what Bull Board shows */
export const createApp = (context: ApiContext, queues: readonly Queue[]): Express => {
  const app = express();
  app.disable('x-powered-by');
  // A digest of every answer would cost more than it could save: no client asks for a verification conditionally.
  app.disable('etag');
  app.use(requestId);
  app.use('/v1/verifications', verificationsRoute(context));
  app.use(healthRoute(context));
  app.use(BOARD_PATH, helmet({ contentSecurityPolicy: false }), boardRoute(queues, context.config.boardReadOnly));
  app.use(notFound);
  app.use(errorHandler(context.logger));
  return app;
};
