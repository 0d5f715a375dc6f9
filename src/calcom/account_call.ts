/** One call about an account, whatever it asks for or changes: how it is made, and how its answer is read. */
import type { BodyReading } from './account_body.ts';
import type { Allowance } from './allowance.ts';
import type { CalcomContent, CalcomRequest } from './calcom_request.ts';
import { CalcomUnavailable } from './errors.ts';

/** What Cal.com answered. */
export interface AccountAnswer<T> extends BodyReading<T> {
  /** What the rate headers said, if there were any. */
  readonly allowance: Allowance | undefined;
}

/** One call that is ready to be made, without retries. It throws what `CalcomRequest` throws. */
export type AccountCall<T> = (signal: AbortSignal) => Promise<AccountAnswer<T>>;

/** Makes a call as soon as it may be made. */
export type MakeCall = <T>(call: AccountCall<T>) => Promise<AccountAnswer<T>>;

/**
 * The call of a path.
 * @param read the answer's body; an answer of which it makes nothing is none
 * @param content what is sent, where it is no GET
 */
export const accountCall =
  <T>(
    request: CalcomRequest,
    path: string,
    read: (text: string) => BodyReading<T> | undefined,
    content?: CalcomContent,
  ): AccountCall<T> =>
  async (signal) => {
    const { text, allowance } = await request(path, signal, content);
    const body = read(text);
    if (body === undefined) {
      throw new CalcomUnavailable('bad_response', `the answer to ${path} does not have its shape`, allowance);
    }
    return { ...body, allowance };
  };
