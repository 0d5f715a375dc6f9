/** The OpenAPI document: generated from the schemas that validate, so that it cannot say anything else than they do. */
import { createDocument } from 'zod-openapi';
import { AGENT_PATHS } from './agent_paths.ts';
import { bookingPaths } from './booking_paths.ts';
import { EVENT_TYPE_PATHS } from './event_type_paths.ts';
import { holdPaths } from './hold_paths.ts';
import { PROBLEM_PATHS } from './problem_paths.ts';
import { PROCESS_PATHS } from './process_paths.ts';
import { SLOTS_PATHS } from './slots_paths.ts';
import { verificationExamples } from './verification_examples.ts';
import { verificationPaths } from './verification_paths.ts';
import { WARMING_PATHS } from './warming_paths.ts';
import { WEBHOOK_PATHS } from './webhook_paths.ts';

/** Makes the document. @param today the day by which its examples are in the future */
export const openApiDocument = (today: Temporal.PlainDate) =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Slotproof',
      version: '1.0.0',
      description:
        'Can this Cal.com slot really be booked, and if not, which slots near it can? Answered from a cache in milliseconds; every alternative was seen in an answer of Cal.com itself.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ bearer: [] }],
    tags: [
      { name: 'Verifications', description: 'Ask, poll, and be told.' },
      {
        name: 'Cal.com',
        description:
          "Cal.com's own language. Whatever else Cal.com has under `/v2` goes on to it and comes back as it answers: its own reference says what there is.",
      },
      { name: 'Bookings', description: 'Keep it, take it, move it, give it back.' },
      { name: 'Agents', description: 'Tools for language models, with sentences to speak; also by MCP at `/mcp`.' },
      { name: 'Warming', description: 'Fetch before anyone asks.' },
      { name: 'Operation', description: 'For who runs it.' },
    ],
    paths: {
      ...verificationPaths(verificationExamples(today)),
      ...bookingPaths(today),
      ...holdPaths(today),
      ...AGENT_PATHS,
      ...EVENT_TYPE_PATHS,
      ...SLOTS_PATHS,
      ...WEBHOOK_PATHS,
      ...WARMING_PATHS,
      ...PROBLEM_PATHS,
      ...PROCESS_PATHS,
    },
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'One of API_KEYS. Where none are configured, none is needed.',
        },
        basic: {
          type: 'http',
          scheme: 'basic',
          description: 'For browsers: any user name, and one of API_KEYS as the password.',
        },
        calcomSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Cal-Signature-256',
          description: 'The hex HMAC-SHA256 of the raw body under CALCOM_WEBHOOK_SECRET.',
        },
      },
    },
  });
