/** What a system has to live through: what was accepted before is told, and what is new works. */
import { startSystemAt, type SystemAt } from '../support/system_at.ts';

/** A busy machine is not to be taken for a question that is never answered. */
export const startAt = (redisUrl: string) => startSystemAt(redisUrl, { REQUEST_DEADLINE_MS: '20000' });

/** Once may be by chance. */
export const worksAnew = async ({ answersAnew }: SystemAt): Promise<void> => {
  for (let times = 0; times < 6; times++) await answersAnew();
};

/** What is accepted before is told: some of it is under way while `strike` happens. And what is new works. */
export const outlives = async (system: SystemAt, strike: () => Promise<void>): Promise<void> => {
  await system.answersAnew();
  const accepted = await system.accept(20);
  await strike();
  await worksAnew(system);
  await system.untilTold(accepted);
};
