/** A question as it was asked, and what came of it. */
import type { AskedAbout } from '../../contract/asked_event_types.ts';
import type { Problem } from '../../contract/problem.ts';
import type { VerificationAnswer } from '../../queues/verifications/job.ts';
import type { SpokenTo } from '../../queues/job_queue/spoken_to.ts';
import type { Question } from '../../verification/decide.ts';
import type { CacheUse } from '../http/cache_status.ts';
import type { AgeDemand } from '../refresh/age_demand.ts';

/** A question with all that decides how it is answered. */
export interface AskedQuestion extends AgeDemand {
  /** The id of the verification, should it need a job; a new one unless it has to be a certain one. */
  readonly id?: string;
  readonly about: AskedAbout;
  readonly question: Question;
  /** Whether the answer says why the requested slot cannot be booked. */
  readonly explain: boolean;
  readonly callbackUrl: string | undefined;
  /** How the answer is spoken, should it come later. */
  readonly spokenTo?: SpokenTo | undefined;
  readonly owner: string;
  readonly requestId: string;
  /** How long the caller waits for what the cache cannot decide, in milliseconds; 0 for not at all. */
  readonly waitMs: number;
  /** Begins to watch the caller; the signal is aborted when it hangs up. Watching costs more than answering from the cache. */
  readonly watchCaller: () => AbortSignal;
}

/** What came of a question. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly id?: string;
      readonly answer: VerificationAnswer;
      readonly cacheUse: CacheUse;
    }
  | { readonly kind: 'accepted'; readonly id: string }
  | {
      readonly kind: 'problem';
      readonly problem: Problem;
      /** When it is worth while to ask again, where this event type alone decides that. */
      readonly retryAfterMs?: number;
    };
