import type { Calcom } from '../calcom.ts';
import type { Ask, Contender } from '../contender.ts';
import type { Sample } from './recorder.ts';

/** Puts one question, and looks at Cal.com right after the answer whether the user is still shown every slot that it offers, and could book it. */
export const putQuestion = async (contender: Contender, calcom: Calcom, ask: Ask, at: number): Promise<Sample> => {
  const asked = performance.now();
  const answer = await contender.ask(ask);
  const latencyMs = performance.now() - asked;
  const offers = answer.kind === 'answered' ? answer.offers : [];
  const places = offers.map((start) => ({ eventTypeId: ask.eventTypeId, start }));
  const found = await calcom.lookUp(places, ask.timeZone);
  return {
    at,
    latencyMs,
    answer,
    wrongOffers: found.filter(({ listed }) => !listed).length,
    unbookableOffers: found.filter(({ bookable }) => !bookable).length,
  };
};
