import { questionsOf } from './question.ts';
import type { Settings } from './settings.ts';
import { verify } from './verify.ts';

/**
 * Asks once for each event type, one after another, so that what follows finds a warm cache: one Cal.com call for each that is cold.
 * @throws when one is not answered: a load test of what does not work tells nothing
 */
export const warmUp = (settings: Settings): void => {
  for (const eventTypeId of settings.eventTypeIds) {
    const answer = verify(settings, questionsOf(settings, [eventTypeId])(0));
    if (answer.kind !== 'answered') {
      throw new Error(`Event type ${eventTypeId} cannot be asked for (${answer.reason}): is EVENT_TYPE_IDS right?`);
    }
  }
};
