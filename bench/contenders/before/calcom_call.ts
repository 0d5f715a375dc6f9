/** The call of the service that was before: the slots of the local days from a window's start to its end. */
import type { EpochMs } from '../../../src/verification/time.ts';
import { ExchangeFailed, type Exchanger } from '../exchange.ts';
import { BadListing, instantOf, readListing } from '../listing.ts';
import type { Window } from './window.ts';

/** Whose days are asked for. */
export interface CallSubject {
  readonly eventTypeId: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** A call that failed. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  /** In a word or two: `429`, `connection refused`, `bad answer`. */
  readonly reason: string;

  constructor(reason: string) {
    super(`the call to Cal.com failed: ${reason}`);
    this.reason = reason;
  }
}

/** Asks Cal.com. */
export type CallCalcom = (subject: CallSubject, window: Window) => Promise<readonly EpochMs[]>;

/**
 * Makes the call, which is made once, and waits for as long as Cal.com takes.
 * @param calcomUrl such as `http://127.0.0.1:3010`
 */
export const calcomCall =
  (exchanger: Exchanger, calcomUrl: string, apiKey: string): CallCalcom =>
  async ({ eventTypeId, timeZone }, { from, until }) => {
    const local = (instant: EpochMs): Temporal.ZonedDateTime =>
      Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
    const query = new URLSearchParams({
      eventTypeId: String(eventTypeId),
      start: utcText(local(from).startOfDay()),
      end: utcText(local(until).startOfDay().add({ days: 1 }).subtract({ seconds: 1 })),
      timeZone,
    });
    try {
      const { status, body } = await exchanger.send({
        method: 'GET',
        url: `${calcomUrl}/v2/slots?${query}`,
        headers: { authorization: `Bearer ${apiKey}`, 'cal-api-version': '2024-09-04' },
      });
      if (status !== 200) throw new CallFailed(String(status));
      return Object.values(readListing(body))
        .flat()
        .map(({ start }) => instantOf(start));
    } catch (error) {
      if (error instanceof ExchangeFailed) throw new CallFailed(error.reason);
      // A TypeError: what should be a slot is none.
      if (error instanceof BadListing || error instanceof TypeError) throw new CallFailed('bad answer');
      throw error;
    }
  };

const utcText = (time: Temporal.ZonedDateTime): string => time.toInstant().toString();
