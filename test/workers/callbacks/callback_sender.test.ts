import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createCallbackSender } from '../../../src/workers/callbacks/callback_sender.ts';
import { startReceiver } from './receiver.ts';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 24 bytes and more').toString('base64')}`;

/** Counts who connects, whatever they have to say. */
const startDoor = async () => {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  server.listen(0, '::');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return { port: address.port, visits: () => visits };
};

/** A sender to whom every name has these addresses. */
const senderTo = (...addresses: readonly string[]) =>
  createCallbackSender({
    secret: SECRET,
    allowPrivateNetwork: false,
    lookup: ((_name: string, options: unknown, callback: (...results: unknown[]) => void) => {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const all = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
      if (all) callback(null, found);
      else callback(null, found[0]?.address, found[0]?.family);
    }) as never,
  });

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback in IPv6', '::1'],
  ['loopback as IPv4-mapped IPv6', '::ffff:127.0.0.1'],
  ['any address of this machine', '0.0.0.0'],
  ['a private network', '10.1.2.3'],
  ['the metadata service of a cloud', '169.254.169.254'],
  ['a link-local address', 'fe80::1'],
])('a name that resolves to %s is not connected to', async (_what, address) => {
  const door = await startDoor();
  await expect(senderTo(address)(`https://hook.example.com:${door.port}/`, 'msg_1', '{}')).rejects.toThrow(
    /not allowed/,
  );
  expect(door.visits()).toBe(0);
});

test('nor one of which only one address is inside', async () => {
  const door = await startDoor();
  const send = senderTo('93.184.215.14', '127.0.0.1');
  await expect(send(`https://hook.example.com:${door.port}/`, 'msg_1', '{}')).rejects.toThrow(/not allowed/);
  expect(door.visits()).toBe(0);
});

test.each(['http://93.184.215.14/', 'https://127.0.0.1/', 'https://user@example.com/'])(
  '%s, accepted under other settings, is not called',
  async (url) => {
    await expect(senderTo('93.184.215.14')(url, 'msg_1', '{}')).rejects.toThrow(/^The callbackUrl must /);
  },
);

test('nothing is sent unsigned', async () => {
  const receiver = await startReceiver();
  const send = createCallbackSender({ secret: undefined, allowPrivateNetwork: true });
  await expect(send(receiver.url, 'msg_1', '{}')).rejects.toThrow('CALLBACK_SECRET');
  expect(receiver.deliveries).toHaveLength(0);
});
