/** `GET /healthz`: the process lives. `GET /readyz`: it can do its work. */
import { Router } from 'express';
import { problem } from '../../contract/problem.ts';
import type { OperationContext } from './context.ts';
import { sendProblem } from '../http/problem_response.ts';

/** The health routes. */
export const healthRoute = (context: OperationContext): Router => {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const fault = await context.redisFault();
    if (fault !== undefined) return sendProblem(response, problem('redis-unavailable', { detail: `${fault}.` }), 1);
    // Ready all the same while Cal.com is away: what is cached is still answered.
    const [{ circuit, circuitRetryAfterMs, throttle }, configurationFault] = await Promise.all([
      context.gate.state(),
      context.configurationFaults.current(),
    ]);
    response.set('Cache-Control', 'no-store').json({
      status: 'ready',
      calcom: { circuit, circuitRetryAfterMs, throttle, configurationFault: configurationFault ?? null },
    });
  });
  return router;
};
