/** Waits for `work` to settle, at most so many ms: letting go of something is not worth hanging for. Never rejects. */
export const within = async (milliseconds: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.allSettled([work]), limit]);
  clearTimeout(timer);
};
