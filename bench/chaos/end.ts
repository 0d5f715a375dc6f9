/** What is looked at when nothing strikes any more. Each thing is awaited, however slow the machine is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { eventTypeIdOf } from '../traffic/questions.ts';
import { EVENT_TYPES, ZONE } from './calendars.ts';
import { type Answered, anyOf, exchange } from './exchange.ts';
import type { Fleet } from './fleet.ts';
import { type Asked, type Document, documentSchema, type Model } from './model.ts';

/** With nothing new for so long, nothing more is expected. Longer than the second wait of a callback that failed twice, five minutes and a fifth. */
export const END_PATIENCE_MS = 420_000;

/** How many are asked for at once. */
const AT_ONCE = 10;

/** What is there in the end. */
export interface End {
  readonly fleet: Fleet;
  readonly model: Model;
  readonly asked: ReadonlyMap<number, Asked>;
  /** The bodies of what is sent once more, by their numbers. */
  readonly again: ReadonlyMap<number, string>;
  readonly send: (number: number, body: string) => Promise<Answered | undefined>;
  readonly onStage: (words: string) => void;
}

/** Looks at all of it. @returns when all that was accepted had been called back */
export const atTheEnd = async (end: End): Promise<number> => {
  const { model, again, onStage } = end;
  onStage(`the load is over, ${model.undelivered().length} of ${model.acceptedCount} are to be called back`);
  await untilDelivered(model);
  onStage(`${again.size} are sent once more`);
  await repeatAll(end);
  await untilDelivered(model);
  const drained = Date.now();
  onStage('all that was accepted is polled');
  await pollAll(end);
  onStage('every event type is asked for until it is fresh');
  await allAreFresh(end);
  return drained;
};

const untilDelivered = async (model: Model): Promise<void> => {
  let left = model.undelivered().length;
  for (let since = Date.now(); left > 0 && Date.now() - since < END_PATIENCE_MS; await sleep(50)) {
    const now = model.undelivered().length;
    if (now !== left) since = Date.now();
    left = now;
  }
};

/** Looks until it finds something, or patience is at an end. */
const eventually = async <T>(look: () => Promise<T | undefined>): Promise<T | undefined> => {
  for (const until = Date.now() + END_PATIENCE_MS; Date.now() < until; await sleep(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
};

const several = async <T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> => {
  const rest = items[Symbol.iterator]();
  const one = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
};

/** Under its key a question is one verification, whether its first answer was heard or not. */
const repeatAll = ({ model, asked, again, send }: End): Promise<void> =>
  several(again, async ([number, body]) => {
    const question = asked.get(number);
    if (question === undefined) return;
    const told = await eventually(async () => {
      const reply = await send(number, body);
      if (reply?.status === 200 || reply?.status === 202) return documentSchema.parse(JSON.parse(reply.text));
      // The problem with which it has failed says no id.
      return reply !== undefined && model.calledBackAs(number) === 'failed' ? 'failed' : undefined;
    });
    if (told === undefined) model.violate(`${number} could not be repeated`);
    else if (told !== 'failed') model.repeat(question, told);
  });

/** It is called back a moment before it is over. */
const pollAll = ({ fleet, model }: End): Promise<void> =>
  several(model.accepted(), async ([number, id]) => {
    const last: { document?: Document } = {};
    const over = await eventually(async () => {
      const reply = await exchange(anyOf(fleet), `/v1/verifications/${id}`, {}).catch(() => undefined);
      if (reply?.status === 404) return 'unknown';
      if (reply?.status !== 200) return undefined;
      last.document = documentSchema.parse(JSON.parse(reply.text));
      const { status } = last.document;
      return status === 'completed' || status === 'failed' ? status : undefined;
    });
    model.poll(number, over === 'unknown' ? undefined : last.document);
  });

/** Every event type is answered from what was seen just now, however old it had become. One by one: what is fetched is fresh for seconds. */
const allAreFresh = async ({ fleet, model }: End): Promise<void> => {
  const start = `${Temporal.Now.plainDateISO(ZONE).add({ days: 3 })}T14:00`;
  await several(Array(EVENT_TYPES).keys(), async (rank) => {
    const eventTypeId = eventTypeIdOf(rank);
    const body = JSON.stringify({ eventTypeId, start, timeZone: ZONE });
    const headers = { 'content-type': 'application/json' };
    const isFresh = await eventually(async () => {
      const reply = await exchange(anyOf(fleet), '/v1/verifications', { method: 'POST', body, headers }).catch(
        () => undefined,
      );
      const isAnswered = reply?.status === 200;
      return isAnswered && documentSchema.parse(JSON.parse(reply.text)).freshness === 'fresh' ? true : undefined;
    });
    if (isFresh !== true) model.violate(`event type ${eventTypeId} is not fresh again in the end`);
  });
};
