import type { RequestHandler } from 'express';
import { RequestProblem } from './problem_response.ts';

/** What stands behind the routes of a path: any other method is a 405 that names those there are (RFC 9110, section 15.5.6). */
export const onlyAllow =
  (...methods: readonly string[]): RequestHandler =>
  (request, response) => {
    response.set('Allow', methods.join(', '));
    throw new RequestProblem('method-not-allowed', { detail: `Use ${methods.join(' or ')}, not ${request.method}.` });
  };
