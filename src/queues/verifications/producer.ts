/** Puts questions on their queue. */
import { subjectInWords } from '../job_queue/subject_in_words.ts';
import type { VerificationJob } from './job.ts';
import type { VerificationsQueue } from './queue.ts';

/**
 * Queues a verification under its id, or leaves the one that is there under it as it is.
 * @throws when Redis cannot be reached
 */
export const queueVerification = async (
  queue: VerificationsQueue,
  verificationId: string,
  job: VerificationJob,
): Promise<void> => {
  await queue.add(verificationName(job), job, { jobId: verificationId });
};

/** As `Event type 101 at 2026-12-01T13:00Z`, `Event type 101 and 3 more from 2026-12-01T13:00Z`. */
const verificationName = ({ segments, several = [], requested, seeks }: VerificationJob): string =>
  `${subjectInWords(segments)}${several.length > 1 ? ` and ${several.length - 1} more` : ''} ${seeks === undefined ? 'at' : 'from'} ${new Date(requested).toISOString().replace(/:00\.000Z$/, 'Z')}`;
