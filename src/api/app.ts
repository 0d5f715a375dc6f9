/** The Express application: which route stands where, and what holds for all of them. */
import type { Queue } from 'bullmq';
import express, { type Express } from 'express';
import { ADMIN_PATH, adminRoute } from './admin/admin_route.ts';
import type { FigureHistory } from './admin/figure_history.ts';
import { answerHeaders, errorHeaders } from './http/answer_headers.ts';
import { createAuthentication } from './access/authentication.ts';
import { BOARD_PATH, boardRoute } from './admin/board.ts';
import { BOOKINGS_PATH } from './bookings/booking_answer.ts';
import { bookingsRoute } from './bookings/bookings_route.ts';
import { calcomErrorHandler } from './slots/calcom_error.ts';
import { calcomWebhooksRoute } from './calcom_webhooks/calcom_webhooks_route.ts';
import { requestId } from './http/caller.ts';
import { AGENTS_PATH, agentsRoute, secretAsKey } from './agents/agents_route.ts';
import { MCP_PATH, mcpRoute } from './agents/mcp_route.ts';
import { onlyFromThisMachine } from './agents/only_from_this_machine.ts';
import type { ApiContext } from './context.ts';
import { healthRoute } from './operation/health_route.ts';
import { eventTypesRoute } from './event_types/event_types_route.ts';
import { HOLDS_PATH, holdsRoute } from './holds/holds_route.ts';
import { METRICS_PATH, metricsRoute } from './operation/metrics_route.ts';
import { docsRoute } from './openapi/docs_route.ts';
import { markdownRoute } from './openapi/markdown_route.ts';
import { problemPagesRoute } from './openapi/problem_pages_route.ts';
import { errorHandler, notFound } from './http/problem_response.ts';
import { requestDuration } from './http/request_duration.ts';
import { requestLimit } from './access/request_limit.ts';
import { limitHeaders } from './http/limit_headers.ts';
import { pageHeaders } from './http/security_headers.ts';
import { slotsCors } from './access/slots_cors.ts';
import { passthroughRoute } from './passthrough/passthrough_route.ts';
import { CALCOM_PATHS, slotsRoute } from './slots/slots_route.ts';
import { VERIFICATIONS_PATH, verificationHandlers, verificationsRoute } from './verifications/verifications_route.ts';
import { warmingRoute } from './warming/warming_route.ts';

/** Builds the application. @param queues what Bull Board shows @param history what the page for people plots */
export const createApp = (context: ApiContext, queues: readonly Queue[], history: FigureHistory): Express => {
  const app = express();
  app.disable('x-powered-by');
  // A digest of every answer would cost more than it could save: no client asks for a verification conditionally.
  app.disable('etag');
  const { apiKeys, apiKeyRequestsPerMinute, passthrough, calcom } = context.config;
  const authentication = createAuthentication(apiKeys, {
    apiKey: calcom.apiKey,
    areLetIn: passthrough.callersKeys,
  });
  const limit = apiKeys.length > 0 ? requestLimit(apiKeyRequestsPerMinute) : undefined;
  const counted = limit === undefined ? [] : [limit.refuse];
  const limits = [...counted, limitHeaders];

  // What is asked most stands first, with all of its middlewares in the route itself: every one that stands in a router instead, and every
  // router on the way, has its path matched once more. It also writes the headers of every answer with its own.
  app.post(
    VERIFICATIONS_PATH,
    requestDuration(context.metrics, VERIFICATIONS_PATH),
    requestId,
    authentication.bearer,
    ...counted,
    ...verificationHandlers(context),
  );
  app.use(requestDuration(context.metrics), requestId, answerHeaders);
  app.use(VERIFICATIONS_PATH, authentication.bearer, ...limits, verificationsRoute(context));

  // Open to everyone.
  app.use(healthRoute(context));
  app.use(docsRoute(context.clock));
  app.use(problemPagesRoute());
  app.use(markdownRoute());

  // For whoever knows Cal.com's secret.
  app.use('/v1/calcom/webhooks', calcomWebhooksRoute(context));

  // For people with a key.
  app.use(BOARD_PATH, authentication.browser, pageHeaders, boardRoute(queues, context.config.boardReadOnly));
  app.get(METRICS_PATH, authentication.browser, metricsRoute(context, queues));
  app.use(ADMIN_PATH, authentication.browser, adminRoute(context, history, limits));

  // For agents with a key. Whatever they ask of the api is counted there too, as their key's.
  const ofAgents = limit === undefined ? [onlyFromThisMachine] : [limit.mark];
  app.use([MCP_PATH, AGENTS_PATH], secretAsKey, authentication.bearer, ...ofAgents, limitHeaders);
  app.use(MCP_PATH, mcpRoute(context));
  app.use(AGENTS_PATH, agentsRoute(context));

  // Before the key is asked for: a browser's preflight has none, and has to be told of a refusal too.
  app.use(CALCOM_PATHS, slotsCors(context.config.corsOrigins));

  // For clients of Cal.com, with a key of ours or with Cal.com's.
  app.use(
    CALCOM_PATHS,
    authentication.calcom,
    ...limits,
    slotsRoute(context, apiKeys.length === 0),
    passthroughRoute(context),
  );

  // For programs with a key. Whatever comes after this line needs one, without having to say so.
  app.use(authentication.bearer);
  app.use(...limits);
  app.use(BOOKINGS_PATH, bookingsRoute(context));
  app.use(HOLDS_PATH, holdsRoute(context));
  app.use('/v1/event-types', eventTypesRoute(context));
  app.use('/v1/warming', warmingRoute(context));
  app.use(notFound);
  app.use(errorHeaders);
  app.use(CALCOM_PATHS, calcomErrorHandler(context));
  app.use(errorHandler(context.logger));
  return app;
};
