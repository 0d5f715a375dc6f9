// A body that is read the short way gets the answer that it would get the long way.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BODY_LIMIT, jsonBody } from '../../../src/api/http/json_body.ts';
import { errorHandler } from '../../../src/api/http/problem_response.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { fc } from '../../support/fast_check.ts';

const silent = createLogger('test', 'silent', { write: () => {} });

/** A server that says what it read. */
const reading = async (...read: readonly RequestHandler[]): Promise<{ port: number; close(): void }> => {
  const app = express();
  app.post(
    '/',
    ...read,
    (request, response) => void response.json({ read: request.body, typeOf: typeof request.body }),
  );
  app.use(errorHandler(silent) satisfies ErrorRequestHandler);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return { port: address.port, close: () => void server.close() };
};

/** The long way alone, as it was before there was a short one. */
const requireJson: RequestHandler = (request, response, next) =>
  request.is('application/json') ? next() : jsonBody(request, response, next);

let short: Awaited<ReturnType<typeof reading>>;
let long: Awaited<ReturnType<typeof reading>>;
beforeAll(async () => {
  short = await reading(jsonBody);
  long = await reading(requireJson, express.json({ limit: BODY_LIMIT, strict: false }));
});
afterAll(() => {
  short.close();
  long.close();
});

/** The answer to these parts of a request, sent one after the other. */
const answerOf = async (port: number, head: string, parts: readonly Buffer[]): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1').setNoDelay();
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    const end = said.indexOf('\r\n\r\n');
    const length = /content-length: (\d+)/i.exec(said.slice(0, end))?.[1];
    if (length !== undefined && Buffer.byteLength(said.slice(end + 4)) >= Number(length)) {
      resolve(said.replace(/^Date: .*\r\n/m, ''));
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve(`closed after: ${said}`));
  socket.write(head);
  for (const part of parts) {
    await setImmediate();
    socket.write(part);
  }
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
};

const headOf = (headers: readonly string[]): string => ['POST / HTTP/1.1', 'Host: x', ...headers, '', ''].join('\r\n');

const body = fc.oneof(
  fc.json({ maxDepth: 2 }).map((text) => Buffer.from(text)),
  fc.json({ maxDepth: 2 }).map((text) => Buffer.from(`\uFEFF${text}`)),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => Buffer.from(JSON.stringify(text))),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  // Half a character at the end, or in the middle of a text.
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.concat([Buffer.from('"é'), bytes, Buffer.from('"')])),
  fc.constantFrom(
    Buffer.from(''),
    Buffer.from('  '),
    Buffer.from('{'),
    Buffer.from('{"__proto__":1}'),
    Buffer.from('1e999'),
    Buffer.from(JSON.stringify('x'.repeat(BODY_LIMIT - 2))),
    Buffer.from(JSON.stringify('x'.repeat(BODY_LIMIT - 1))),
  ),
);
const mediaType = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'application/json; charset="utf-8"',
  'Application/JSON',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'application/problem+json',
  'text/plain',
  '',
);

test('whatever is sent in whatever pieces, both ways say the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      body,
      mediaType,
      fc.constantFrom('', 'identity', 'gzip', 'chunked', 'br'),
      fc.nat(),
      fc.boolean(),
      async (plain, type, coding, at, inPieces) => {
        const sent = coding === 'gzip' ? gzipSync(plain) : plain;
        const middle = inPieces ? at % (sent.length + 1) : sent.length;
        const pieces = [sent.subarray(0, middle), sent.subarray(middle)].filter((piece) => piece.length > 0);
        const chunked = coding === 'chunked';
        const head = headOf([
          ...(type === '' ? [] : [`Content-Type: ${type}`]),
          ...(coding === '' || chunked ? [] : [`Content-Encoding: ${coding}`]),
          chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${sent.length}`,
        ]);
        const parts = chunked
          ? [
              ...pieces.map((piece) =>
                Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
              ),
              Buffer.from('0\r\n\r\n'),
            ]
          : pieces;
        const said = await answerOf(short.port, head, parts);
        expect(said).toMatch(/^HTTP\/1\.1 (200|400|413|415) /);
        expect(said).toBe(await answerOf(long.port, head, parts));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a body that is cut off is answered by nobody, and does no harm', async () => {
  const socket = connect(short.port, '127.0.0.1');
  socket.write(`${headOf(['Content-Type: application/json', 'Content-Length: 10'])}{"a":`);
  await setTimeout(50);
  socket.destroy();
  const whole = Buffer.from('{"a":1}');
  const said = await answerOf(
    short.port,
    headOf(['Content-Type: application/json', `Content-Length: ${whole.length}`]),
    [whole],
  );
  expect(said).toContain('{"read":{"a":1},"typeOf":"object"}');
});
