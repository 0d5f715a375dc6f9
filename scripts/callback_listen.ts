// A receiver of callbacks to try them with: checks each signature and prints what came.
//
//   CALLBACK_SECRET=whsec_… npm run callback:listen            (the secret that Slotproof runs with)
//   CALLBACK_LISTEN_PORT=4000  CALLBACK_LISTEN_STATUS=500      (where it listens; what it answers, to see the retries)
//
// Slotproof has to be started with CALLBACK_ALLOW_PRIVATE_NETWORK=true to reach it.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const port = Number(process.env.CALLBACK_LISTEN_PORT ?? 4000);
const status = Number(process.env.CALLBACK_LISTEN_STATUS ?? 204);
const secret = process.env.CALLBACK_SECRET ?? `whsec_${randomBytes(24).toString('base64')}`;
const webhook = new Webhook(secret);

const readable = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

const server = createServer(async (request, response) => {
  const body = await text(request);
  const header = (name: string): string => String(request.headers[name] ?? '');
  let verdict = 'signature valid';
  try {
    webhook.verify(body, {
      'webhook-id': header('webhook-id'),
      'webhook-timestamp': header('webhook-timestamp'),
      'webhook-signature': header('webhook-signature'),
    });
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    verdict = `SIGNATURE NOT VALID (${error.message})`;
  }
  const answer = verdict === 'signature valid' ? status : 401;
  console.log(
    `\n${new Date().toISOString()} ${request.method} ${request.url} ${header('webhook-id')}: ${verdict}, answered ${answer}`,
  );
  console.log(readable(body));
  response.writeHead(answer).end();
});

server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : port;
  console.log(`Listening for callbacks: "callbackUrl": "http://127.0.0.1:${at}/"`);
  if (process.env.CALLBACK_SECRET === undefined) {
    console.log(`Start Slotproof with:\n  CALLBACK_SECRET=${secret} CALLBACK_ALLOW_PRIVATE_NETWORK=true npm start`);
  }
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
