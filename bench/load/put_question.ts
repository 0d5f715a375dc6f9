import type { Calcom } from '../calcom.ts';
import type { Ask, Contender } from '../contender.ts';
import type { Sample } from './recorder.ts';

/** Puts one question, and looks at Cal.com right after the answer whether every slot that it offers can still be booked. */
export const putQuestion = async (contender: Contender, calcom: Calcom, ask: Ask, at: number): Promise<Sample> => {
  const asked = performance.now();
  const answer = await contender.ask(ask);
  const latencyMs = performance.now() - asked;
  const offers = answer.kind === 'answered' ? answer.offers : [];
  const bookable = await calcom.bookable(offers.map((start) => ({ eventTypeId: ask.eventTypeId, start })));
  return { at, latencyMs, answer, wrongOffers: bookable.filter((isBookable) => !isBookable).length };
};
