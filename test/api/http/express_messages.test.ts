import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { expressMessages } from '../../../src/api/http/express_messages.ts';

test('a request and its response are what Express makes of them before it sees them', async () => {
  const app = express();
  app.get(
    '/:name',
    (request, response) => void response.status(201).json({ name: request.params.name, ip: request.ip }),
  );
  const server = createServer(expressMessages(app), app);
  const prototypes: unknown[][] = [];
  const look = (...messages: unknown[]) => prototypes.push(messages.map(Object.getPrototypeOf));
  server.prependListener('request', look);
  server.on('request', look);
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');

  const reply = await fetch(`http://127.0.0.1:${address.port}/anna`);
  expect(reply.status).toBe(201);
  expect(await reply.json()).toEqual({ name: 'anna', ip: '127.0.0.1' });
  const [before, after] = prototypes;
  expect(before).toHaveLength(2);
  before?.forEach((prototype, index) => {
    expect(prototype).toBe(after?.[index]);
  });
});
