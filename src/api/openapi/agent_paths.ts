/** `/v1/agents/tool/…`, as the document shows it; the other platforms differ in what is around the arguments alone. */
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { toolOutputSchema } from '../../tools/tool_output.ts';
import { TOOLS } from '../../tools/tools.ts';
import { problemResponses } from './problem_responses.ts';

const ASKED = { event_type: 101, when: 'tomorrow at 2 pm', time_zone: 'Europe/Berlin', language: 'en' };

/** Of those that change nothing. */
const EXAMPLES: Readonly<Record<string, object>> = {
  list_event_types: {},
  check_slot: ASKED,
  find_slots: { ...ASKED, when: 'next week' },
};

const camelCase = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The paths. */
export const AGENT_PATHS: ZodOpenApiPathsObject = Object.fromEntries(
  TOOLS.map(({ name, title, description, input }) => {
    const value = EXAMPLES[name];
    return [
      `/v1/agents/tool/${name}`,
      {
        post: {
          operationId: `${camelCase(name)}Tool`,
          summary: title,
          description,
          tags: ['Agents'],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: input,
                ...(value === undefined ? {} : { examples: { asked: { value } } }),
              },
            },
          },
          responses: {
            '200': {
              description: 'What came of it, with something to say, whatever that is',
              content: { 'application/json': { schema: toolOutputSchema } },
            },
            ...problemResponses('unauthorized', 'method-not-allowed', 'body-too-large'),
          },
        },
      },
    ];
  }),
);
