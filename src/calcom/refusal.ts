/** What a 4xx other than 429 means: by the code and the message of Cal.com's body, since one status stands for several things. */
import { z } from 'zod';

const LONGEST_MESSAGE = 500;

const bodySchema = z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) });

/** A refusal as Cal.com worded it. */
export interface RefusalWords {
  /** The HTTP status. */
  readonly status: number;
  /** Cal.com's name for it, such as `NotFoundException`. */
  readonly code: string;
  readonly message: string;
}

/** Reads the body of a 4xx. @returns undefined when it was not Cal.com that answered, but a page of whatever stands in front of it */
export function readRefusal(status: number, text: string): RefusalWords | undefined {
  const error = errorOf(text);
  if (error === undefined) return undefined;
  const { code, message } = error;
  return { status, code, message: message?.trim().slice(0, LONGEST_MESSAGE) || `Cal.com answered ${status}` };
}

/**
 * Whether it was Cal.com's router that answered, which knows no such path or no such version of it: the address or the version is wrong then, and
 * nothing is said of the question.
 */
export function isRouters({ status, code, message }: RefusalWords): boolean {
  return status === 404 && code === NOT_FOUND && message.startsWith('Cannot ');
}

/**
 * What a refusal is about. `key`: Cal.com does not accept our credential. `event-type`: there is no such event type. `passing`: perhaps a
 * calendar that could not be read just now, since nothing is sent that Cal.com's validation would refuse. `question`: anything else, such
 * as a person who does not allow dynamic events, which is a 401 too.
 */
export type RefusalCause = 'key' | 'event-type' | 'passing' | 'question';

const NOT_FOUND = 'NotFoundException';

/** What a refusal is about. */
export function causeOf({ status, code }: Pick<RefusalWords, 'status' | 'code'>): RefusalCause {
  if (status === 401 && code === 'UnauthorizedException') return 'key';
  if (status === 404 && code === NOT_FOUND) return 'event-type';
  return status === 400 ? 'passing' : 'question';
}

function errorOf(text: string): z.output<typeof bodySchema>['error'] | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data?.error;
  } catch {
    return undefined;
  }
}
