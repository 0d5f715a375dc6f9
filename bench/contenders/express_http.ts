/** Contender (b): Express with its JSON parser and the same HMGET. */
import express from 'express';
import { connectRedis } from '../../src/queues/connection/redis_connection.ts';
import { FIELDS, KEY } from '../hash.ts';

const redis = connectRedis(process.env.REDIS_URL ?? '', 'producer');
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/v1/verifications', express.json(), async (_request, response) => {
  response.json({ values: await redis.hmget(KEY, ...FIELDS) });
});
app.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('listens\n'));
