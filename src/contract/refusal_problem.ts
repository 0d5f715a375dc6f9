import type { Refusal } from '../availability/segment_store.ts';
import { causeOf, type RefusalWords } from '../calcom/refusal.ts';
import type { ProblemName } from './problem.ts';

/** The problem that a refusal is for whoever asked; one of our key is none of theirs. */
export const problemOfRefusal = (refusal: RefusalWords & Pick<Refusal, 'failures'>): ProblemName => {
  if (refusal.failures !== undefined) return 'event-type-failing';
  switch (causeOf(refusal)) {
    case 'event-type':
      return 'event-type-not-found';
    case 'key':
      return 'calcom-unavailable';
    case 'passing':
    case 'question':
      return 'refused-by-calcom';
  }
};
