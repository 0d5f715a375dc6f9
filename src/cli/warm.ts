/** `slotproof warm`: fetches what is about to be asked for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type WarmingDocument, warmingDocumentSchema } from '../contract/warming.ts';
import { API_HELP, API_OPTIONS, apiOf } from './api_client.ts';
import { readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { problemInWords } from './problem_in_words.ts';

const POLL_MS = 500;

/** A round that nobody has begun by then waits for a worker that does not run, or for a round that is paused. */
const BEGUN_WITHIN_MS = 60_000;

/** The command. */
export const warm: Command = {
  summary: 'fetch event types now, or what is stalest',
  help: `slotproof warm [EVENT_TYPE_ID …] [options]

  Without ids, a round as the schedule would make it. It waits until the round is done.
${API_HELP}`,
  run: async (args, { env, say, note }) => {
    const { values, positionals } = readArguments(args, API_OPTIONS);
    const wrong = positionals.find((text) => !/^\d+$/.test(text));
    if (wrong !== undefined) throw new UsageError(`${wrong} is no event type's id; slotproof event-types lists them`);
    const ask = apiOf(values, env);
    const ids = positionals.map(Number);
    let reply = await ask('POST', '/v1/warming', ids.length === 0 ? {} : { eventTypeIds: ids });
    let round = warmingDocumentSchema.safeParse(reply.body).data;
    let told = '';
    const giveUpAt = performance.now() + BEGUN_WITHIN_MS;
    while (round !== undefined && (round.status === 'queued' || round.status === 'active')) {
      if (round.status === 'queued' && performance.now() > giveUpAt) {
        note(`No worker has taken it within ${BEGUN_WITHIN_MS / 1000} s. It stays queued: GET /v1/warming/${round.id}`);
        break;
      }
      const line = progress(round);
      if (line !== told) note(line);
      told = line;
      await sleep(POLL_MS);
      reply = await ask('GET', `/v1/warming/${encodeURIComponent(round.id)}`);
      round = warmingDocumentSchema.safeParse(reply.body).data;
    }
    if (values.json) say(JSON.stringify(reply.body));
    else if (round === undefined) for (const line of problemInWords(reply.status, reply.body)) say(line);
    else say(progress(round));
    return round?.status === 'completed' && round.failed === 0 ? 0 : 1;
  },
};

const progress = ({ planned, done, failed, stoppedBy }: WarmingDocument): string =>
  `${done} of ${planned} event types warm${failed > 0 ? `, ${failed} failed` : ''}${stoppedBy === undefined ? '' : ` (stopped: ${stoppedBy})`}`;
