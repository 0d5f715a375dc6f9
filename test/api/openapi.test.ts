import { randomUUID } from 'node:crypto';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from '../../src/api/openapi/document.ts';
import { PROBLEM_NAMES } from '../../src/contract/problem.ts';
import { problemSchema } from '../../src/contract/problem_schema.ts';
import { callbackEventSchema } from '../../src/contract/verification_document_schema.ts';
import { BODY, NOW, type RunningService, runningService } from '../support/running_service.ts';

const KEY = 'the-key-of-the-openapi-test';
const AUTHORIZED = { authorization: `Bearer ${KEY}` };

type Example = { value: unknown };
type Content = Record<string, { schema?: object; examples?: Record<string, Example> }>;
type Answer = { content?: Content; headers?: Record<string, { required?: boolean }> };
type Operation = {
  operationId: string;
  security?: object[];
  parameters?: { in: string; name: string; required?: boolean; schema: object; examples?: unknown }[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
};

const today = Temporal.Instant.fromEpochMilliseconds(NOW).toZonedDateTimeISO('UTC').toPlainDate();
const document = JSON.parse(JSON.stringify(openApiDocument(today))) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

const operationOf = (id: string): Operation => {
  const found = operations.find(({ operation }) => operation.operationId === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found.operation;
};

/** Holds a body to a schema of the document, as it is published. */
const hold = (schema: object | undefined, body: unknown): void => {
  const defs = JSON.parse(
    JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/'),
  );
  const result = z.fromJSONSchema(defs).safeParse(body);
  expect(result.error?.issues ?? [], JSON.stringify(body)).toEqual([]);
};

let service: RunningService;
beforeAll(async () => {
  service = await runningService({ settings: { API_KEYS: KEY } });
});
afterAll(() => service.close());

/** Holds an answer to what the document says of its operation. */
const holdAnswer = async (operation: Operation, response: Response): Promise<unknown> => {
  const documented = operation.responses[String(response.status)];
  expect(documented, `${operation.operationId} answered ${response.status}`).toBeDefined();
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const content = documented?.content?.[type];
  expect(content, `${operation.operationId} ${response.status} as ${type}`).toBeDefined();
  for (const [name, { required }] of Object.entries(documented?.headers ?? {})) {
    if (required) expect(response.headers.get(name), `${operation.operationId} ${name}`).not.toBeNull();
  }
  if (!type.endsWith('json')) return undefined;
  const body: unknown = await response.json();
  hold(content?.schema, body);
  return body;
};

test('a known linter finds nothing wrong with the document', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      'no-invalid-media-type-examples': 'error',
      // Who asks after the health of a process can make no mistake.
      'operation-4xx-response': 'off',
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
  expect(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`),
  ).toEqual([]);
});

test('it is served, and so is a page that needs nothing from elsewhere', async () => {
  const served = await service.request('GET', '/openapi.json');
  expect(served.status).toBe(200);
  expect(await served.json()).toEqual(document);

  const page = await service.request('GET', '/docs');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const html = await page.text();
  const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    expect(link).toMatch(/^\/docs\//);
    const asset = await service.request('GET', link);
    expect(asset.status, link).toBe(200);
    expect((await asset.text()).length).toBeGreaterThan(0);
  }
});

describe('every documented request', () => {
  const bodies = operations.flatMap(({ path, method, operation }) =>
    Object.entries(operation.requestBody?.content['application/json']?.examples ?? {}).map(([name, { value }]) => ({
      label: `${operation.operationId}, ${name}`,
      path,
      method,
      operation,
      value,
    })),
  );

  test.each(bodies)('$label', async ({ path, method, operation, value }) => {
    const response = await service.request(method, path, { body: value, headers: AUTHORIZED });
    expect(response.status).toBeLessThan(300);
    await holdAnswer(operation, response);
  });

  test('without a body', async () => {
    for (const { path, method, operation } of operations) {
      if (method !== 'GET' || path.includes('{')) continue;
      const query = new URLSearchParams();
      for (const parameter of operation.parameters ?? []) {
        if (parameter.in === 'query' && parameter.required) {
          const { examples } = parameter.schema as { examples?: string[] };
          query.set(parameter.name, examples?.[0] ?? '');
        }
      }
      if (path === '/v2/slots') query.set('eventTypeId', '101');
      const response = await service.request('GET', query.size === 0 ? path : `${path}?${query}`, {
        headers: { ...AUTHORIZED, 'cal-api-version': '2024-09-04' },
      });
      expect(response.status, path).toBe(200);
      await holdAnswer(operation, response);
    }
  });
});

describe('every documented answer', () => {
  const examples = operations.flatMap(({ operation }) =>
    Object.entries(operation.responses).flatMap(([status, { content }]) =>
      Object.entries(content ?? {}).flatMap(([type, { schema, examples: some }]) =>
        Object.entries(some ?? {}).map(([name, { value }]) => ({
          label: `${operation.operationId} ${status} ${name}`,
          status: Number(status),
          type,
          schema,
          value,
        })),
      ),
    ),
  );

  test.each(examples)('$label', ({ status, type, schema, value }) => {
    hold(schema, value);
    if (type !== 'application/problem+json') return;
    const problem = problemSchema.parse(value);
    expect(problem.status).toBe(status);
    expect(PROBLEM_NAMES.map((name) => `urn:slotproof:problem:${name}`)).toContain(problem.type);
  });

  test('that an event gives, is an event', () => {
    const verify = operationOf('verify') as Operation & {
      callbacks: Record<string, Record<string, { post: Operation }>>;
    };
    const { post } = verify.callbacks.verification?.['{$request.body#/callbackUrl}'] ?? {};
    const events = Object.values(post?.requestBody?.content['application/json']?.examples ?? {});
    expect(events).toHaveLength(2);
    for (const { value } of events) callbackEventSchema.parse(value);
  });
});

describe('what goes wrong is documented', () => {
  const verify = operationOf('verify');
  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${service.url}/v1/verifications`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...AUTHORIZED, ...headers },
    });

  test.each([
    ['malformed', 400, () => send('{')],
    ['unauthorized', 401, () => send('{}', { authorization: 'Bearer none' })],
    ['event-type-not-found', 404, () => send(JSON.stringify({ ...BODY, eventTypeId: 99_999 }))],
    ['body-too-large', 413, () => send(JSON.stringify({ ...BODY, x: 'x'.repeat(20_000) }))],
    ['unsupported-media-type', 415, () => send('{}', { 'content-type': 'text/plain' })],
    ['invalid', 422, () => send('{}')],
    ['start-in-the-past', 422, () => send(JSON.stringify({ ...BODY, start: '2020-01-01T10:00:00Z' }))],
  ])('%s', async (name, status, act) => {
    const response = await act();
    expect(response.status).toBe(status);
    expect(await holdAnswer(verify, response)).toMatchObject({ type: `urn:slotproof:problem:${name}` });
  });

  test('idempotency-key-reused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await send(JSON.stringify(BODY), key);
    const response = await send(JSON.stringify({ ...BODY, maxAlternatives: 5 }), key);
    expect(response.status).toBe(422);
    await holdAnswer(verify, response);
  });

  test('accepted, polled, and unknown', async () => {
    const accepted = await send(JSON.stringify({ ...BODY, eventTypeId: 3_001 }), { prefer: 'respond-async' });
    expect(accepted.status).toBe(202);
    await holdAnswer(verify, accepted);
    const poll = operationOf('getVerification');
    const location = accepted.headers.get('location') ?? '';
    for (const headers of [AUTHORIZED, { ...AUTHORIZED, prefer: 'wait=10' }]) {
      const polled = await service.request('GET', location, { headers });
      expect(polled.status).toBe(200);
      await holdAnswer(poll, polled);
    }
    const failed = await send(JSON.stringify({ ...BODY, eventTypeId: 99_998 }), { prefer: 'respond-async' });
    const ended = await service.request('GET', failed.headers.get('location') ?? '', {
      headers: { ...AUTHORIZED, prefer: 'wait=10' },
    });
    expect(await holdAnswer(poll, ended)).toMatchObject({ status: 'failed' });
    const unknown = await service.request('GET', `/v1/verifications/${randomUUID()}`, { headers: AUTHORIZED });
    expect(unknown.status).toBe(404);
    await holdAnswer(poll, unknown);
  });
});
