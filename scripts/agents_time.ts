/**
 * `npm run agents:time`: what a cached tool call takes until its sentence is there, against a running api (`npm start`). `--url`, `--key`,
 * `--event-type` and `--calls` say otherwise. Nothing here passes or fails.
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    key: { type: 'string' },
    'event-type': { type: 'string', default: '101' },
    calls: { type: 'string', default: '500' },
  },
});

const body = JSON.stringify({
  event_type: values['event-type'],
  when: 'tomorrow at 2 pm',
  time_zone: 'Europe/Berlin',
  language: 'en',
});

const call = async (): Promise<string> => {
  const response = await fetch(new URL('/v1/agents/tool/check_slot', values.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(values.key === undefined ? {} : { authorization: `Bearer ${values.key}` }),
    },
    body,
  });
  return await response.text();
};

const said = await call();
// The compiler of V8 is at work for the first of them.
for (let warmUp = 0; warmUp < 200; warmUp += 1) await call();
const times: number[] = [];
for (let count = 0; count < Number(values.calls); count += 1) {
  const before = performance.now();
  await call();
  times.push(performance.now() - before);
}
times.sort((one, other) => one - other);
const quantile = (share: number): string => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2);
console.log(said);
console.log(`${times.length} calls, one after the other: p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`);
