/** What a 4xx other than 429 means: by the code and the message of Cal.com's body, since one status stands for several things. */
import { z } from 'zod';
import { jsonOf } from './json_body.ts';

const LONGEST_MESSAGE = 500;

const bodySchema = z.object({ error: z.object({ code: z.string().optional(), message: z.string().optional() }) });

/** Nobody but Cal.com's booking code speaks of these. */
const OF_BOOKINGS = /book|schedul|attendee|\bhost\b|event_?type|limit_reached|verification/i;

/**
 * What Cal.com's booking code throws with a status of its own comes bare, past the layer that gives errors their shape: a limit of bookings that is
 * reached is a bare 401. Gateways in front of an API write 401, 403 and 404 just so, and routers with an `error` beside it: those say nothing of the
 * question.
 */
const bareSchema = z.union([
  z.strictObject({ statusCode: z.literal([400, 409]), message: z.string() }),
  z.strictObject({ statusCode: z.literal([401, 403, 404]), message: z.string().regex(OF_BOOKINGS) }),
]);

/** What an answer of Cal.com's own code says that ended in a fault which nobody expected; what stands in front of Cal.com has other words. */
const crashSchema = z.strictObject({ statusCode: z.literal(500), message: z.literal('Internal server error') });

/** A refusal as Cal.com worded it. */
export interface RefusalWords {
  /** The HTTP status. */
  readonly status: number;
  /** Cal.com's name for it, such as `NotFoundException`; `HTTP 404` where it gave none. */
  readonly code: string;
  readonly message: string;
}

/** Cal.com's code and message, or `HTTP <status>` and a sentence where the body, which can be a page of a proxy, holds none. */
export function readRefusal(status: number, text: string): Omit<RefusalWords, 'status'> {
  const error = errorOf(text);
  return {
    code: error?.code ?? `${NO_CODE}${status}`,
    message: error?.message?.trim().slice(0, LONGEST_MESSAGE) || `Cal.com answered ${status}`,
  };
}

/**
 * Whether it was not Cal.com's operation that refused: something in front of Cal.com, or its router, which knows no such path or no such
 * version of it. Nothing is said of the question then.
 */
export function isForeign({ status, code, message }: RefusalWords): boolean {
  return code.startsWith(NO_CODE) || (status === 404 && code === NOT_FOUND && message.startsWith('Cannot '));
}

/**
 * What a refusal is about. `key`: Cal.com does not accept our credential. `event-type`: there is no such event type. `passing`: perhaps a
 * calendar that could not be read just now, since nothing is sent that Cal.com's validation would refuse. `question`: anything else, such
 * as a person who does not allow dynamic events, which is a 401 too.
 */
export type RefusalCause = 'key' | 'event-type' | 'passing' | 'question';

const NOT_FOUND = 'NotFoundException';
const NO_CODE = 'HTTP ';
const BARE = 'HttpError';

/** What a refusal is about. */
export function causeOf({ status, code }: Pick<RefusalWords, 'status' | 'code'>): RefusalCause {
  if (status === 401 && code === 'UnauthorizedException') return 'key';
  if (status === 404 && code === NOT_FOUND) return 'event-type';
  return status === 400 ? 'passing' : 'question';
}

/** Whether a 5xx is the end of the call in Cal.com's own code, so that nothing of it is under way any more. It may have been carried out. */
export function isCrash(text: string): boolean {
  return crashSchema.safeParse(jsonOf(text)).success;
}

function errorOf(text: string): z.output<typeof bodySchema>['error'] | undefined {
  const body = jsonOf(text);
  const bare = bareSchema.safeParse(body).data;
  return bare === undefined ? bodySchema.safeParse(body).data?.error : { code: BARE, message: bare.message };
}
