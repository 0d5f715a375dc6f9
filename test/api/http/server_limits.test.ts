import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLimitedServer } from '../../../src/api/http/server_limits.ts';

const listening = async () => {
  const server = createLimitedServer((_request, response) => response.end('ok'), { headersMs: 50, requestMs: 100 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.closeAllConnections());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return { server, port: address.port };
};

/** What the server says to someone who sends these bytes and then nothing more. */
const saying = async (port: number, bytes: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  await once(socket, 'close');
  return said;
};

test('who sends the headers too slowly is cut off', async () => {
  const { port } = await listening();
  expect(await saying(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /);
});

test('who sends the body too slowly is cut off', async () => {
  const { server, port } = await listening();
  server.removeAllListeners('request');
  server.on('request', (request) => request.resume());
  expect(await saying(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow')).toMatch(
    /^HTTP\/1\.1 408 |^$/,
  );
});

test('headers of more than 16 KiB are refused', async () => {
  const { port } = await listening();
  expect(await saying(port, `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
});

test('connections are bounded', async () => {
  const { server } = await listening();
  expect(server.maxConnections).toBe(10_000);
});
