/** The `bookings` worker: makes one booking, or one change of one, and goes back to it until what came of it is known. */
import { type Job, Worker } from 'bullmq';
import { type BookingRecord, isChanging, isEnded } from '../../booking/booking_record.ts';
import { type BookingJob, bookingJobSchema, type BookingOutcome } from '../../queues/bookings/job.ts';
import { requeueBooking } from '../../queues/bookings/producer.ts';
import { queueHold } from '../../queues/holds/producer.ts';
import { BOOKINGS } from '../../queues/bookings/queue.ts';
import { epochMs } from '../../verification/time.ts';
import type { WorkerContext } from '../process/context.ts';
import { forAccount } from '../process/for_account.ts';
import { giveBack, putOff } from '../process/put_back.ts';
import { workerOptions } from '../process/worker_options.ts';
import { advanceBooking } from './book.ts';
import { tellOfBooking } from './booking_callback.ts';
import { advanceChange } from './change.ts';
import { bookingWork } from './booking_work.ts';
import type { Step } from './work.ts';

/** Bookings mostly wait: for Cal.com, and for what is free instead. */
const WAITING_PER_CALL = 5;

/** How soon what went wrong for no known reason is tried again, in milliseconds. */
const AGAIN_MS = 5_000;

/** How often it is looked for bookings whose job was lost, and how old these have to be, in milliseconds. */
const SWEEP_EVERY_MS = 10_000;
const SWEPT_AFTER_MS = 30_000;

/** Starts the worker. */
export const startBookingsWorker = (context: WorkerContext): Worker<BookingJob, BookingOutcome, string> => {
  const sweeping = setInterval(() => {
    sweep(context).catch((error: unknown) => context.logger.debug({ err: error }, 'bookings not looked through'));
  }, SWEEP_EVERY_MS);
  context.stopping.addEventListener('abort', () => clearInterval(sweeping), { once: true });
  const worker = new Worker<BookingJob, BookingOutcome, string>(
    BOOKINGS.name,
    async (job, token) => {
      const data = bookingJobSchema.parse(job.data);
      const own = forAccount(context, data.account);
      const step = await advance(own, job, data);
      if (own.stopping.aborted && step.kind === 'later') return await giveBack(job, token);
      if (step.kind === 'later') return await putOff(job, token, step.ms);
      const record = await tell(own, data);
      if (record !== undefined && data.change === undefined) await giveBackHold(own, record);
      return { state: record?.state ?? 'gone' };
    },
    workerOptions(context, context.concurrency * WAITING_PER_CALL),
  );
  // Once more, as of a verification (verification_callback.ts): a failover may have kept the end of the job and lost the callback.
  worker.on('completed', ({ data }) => {
    tell(context, data).catch((error: unknown) =>
      context.logger.error({ err: error, booking: data.bookingId }, 'callback could not be queued'),
    );
  });
  return worker;
};

/** Tells what became of a booking, where the job is not about a change of it. */
const tell = async (
  context: WorkerContext,
  { bookingId, change }: Pick<BookingJob, 'bookingId' | 'change'>,
): Promise<BookingRecord | undefined> => {
  const record = (await context.bookings.read(bookingId))?.record;
  if (record !== undefined && change === undefined) await tellOfBooking(context, record);
  return record;
};

/** What is booked need not be held; a hold that is left ends by itself. */
const giveBackHold = async ({ account, holdsQueue }: WorkerContext, record: BookingRecord): Promise<void> => {
  const { holdId, requestId, state } = record;
  if (holdId === undefined || state !== 'booked') return;
  await queueHold(holdsQueue, { does: 'release', account: account.name, holdId, requestId });
};

/** A booking is never failed by what nobody foresaw: it may have been made. */
const advance = async (context: WorkerContext, job: Job<BookingJob>, data: BookingJob): Promise<Step> => {
  const { bookingId, change, requestId } = data;
  try {
    const work = bookingWork(context);
    return change === undefined ? await advanceBooking(work, bookingId) : await advanceChange(work, bookingId, change);
  } catch (error) {
    if (!context.stopping.aborted) {
      context.logger.warn({ err: error, booking: bookingId, job: job.id, requestId }, 'booking is tried again');
    }
    return { kind: 'later', ms: AGAIN_MS };
  }
};

/** Brings back the jobs of bookings that Redis has lost. */
const sweep = async (context: WorkerContext): Promise<void> => {
  const { account, bookings, bookingsQueue, clock } = context;
  for (const id of await bookings.open(epochMs(clock() - SWEPT_AFTER_MS))) {
    const record = (await bookings.read(id))?.record;
    const job = record === undefined ? undefined : openJobOf(record);
    if (record === undefined || job === undefined) await bookings.close(id);
    else
      await requeueBooking(bookingsQueue, { ...job, account: account.name, requestId: record.requestId }, 'Found open');
  }
};

const openJobOf = (record: BookingRecord): Pick<BookingJob, 'bookingId' | 'change'> | undefined => {
  if (!isEnded(record)) return { bookingId: record.id };
  return isChanging(record) ? { bookingId: record.id, change: record.change?.number } : undefined;
};
