import { expect, onTestFinished, test } from 'vitest';
import { createCallbackSender } from '../../src/workers/callbacks/callback_sender.ts';
import { startProcess } from '../support/process.ts';

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;

test('npm run callback:listen tells a right signature from a wrong one, and prints what came', async () => {
  const listener = startProcess('scripts/callback_listen.ts', {
    CALLBACK_LISTEN_PORT: '0',
    CALLBACK_SECRET: secretOf('right'),
  });
  onTestFinished(() => listener.kill().then(() => {}));
  const [, url = ''] = await listener.waitForOutput(/"callbackUrl": "([^"]+)"/);
  const send = (secret: string, body: string) =>
    createCallbackSender({ secret, allowPrivateNetwork: true })(url, 'msg_1', body);

  expect(await send(secretOf('right'), '{"type":"verification.completed"}')).toBe(204);
  await listener.waitForOutput(/msg_1: signature valid, answered 204\n\{\n {2}"type": "verification.completed"\n\}/);
  expect(await send(secretOf('wrong'), '{}')).toBe(401);
  await listener.waitForOutput(/SIGNATURE NOT VALID/);
  expect((await listener.stop()).code).toBe(0);
});
