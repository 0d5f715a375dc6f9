/** Contender (a): `node:http` and one HMGET of 16 fields, the least that an answer from Redis can cost. */
import { createServer } from 'node:http';
import { connectRedis } from '../../src/queues/connection/redis_connection.ts';
import { FIELDS, KEY } from '../hash.ts';

const redis = connectRedis(process.env.REDIS_URL ?? '', 'producer');
const server = createServer((request, response) => {
  // The body is read, as the others read it.
  request.resume().on('end', () => {
    redis.hmget(KEY, ...FIELDS).then((values) => {
      const body = JSON.stringify({ values });
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body);
    });
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('listens\n'));
