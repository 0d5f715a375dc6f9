/** `/problems/{name}`, as the document shows it. */
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { PROBLEM_NAMES, PROBLEM_PAGES_PATH } from '../../contract/problem.ts';
import { problemResponses } from './problem_responses.ts';

/** The paths. */
export const PROBLEM_PATHS: ZodOpenApiPathsObject = {
  [`${PROBLEM_PAGES_PATH}/{name}`]: {
    get: {
      operationId: 'explainProblem',
      summary: 'What a problem means and what to do about it',
      description: 'For people. The `help` of every problem document leads here.',
      tags: ['Operation'],
      security: [],
      requestParams: {
        path: z.object({
          name: z
            .enum(PROBLEM_NAMES)
            .meta({ description: "The last part of the problem's `type`.", examples: ['invalid'] }),
        }),
      },
      responses: {
        '200': { description: 'A page, in Markdown', content: { 'text/plain': { schema: z.string() } } },
        ...problemResponses('not-found', 'method-not-allowed'),
      },
    },
  },
};
