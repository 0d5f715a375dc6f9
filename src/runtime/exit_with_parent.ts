/** How long a process may take to stop once its parent is gone, in ms. Nobody is left who could kill it later. */
const STOP_LIMIT_MS = 10_000;

/**
 * Ends this process when the process that forked it is gone, however it went: the kernel closes the IPC channel even
 * after a SIGKILL. Does nothing in a process that was not forked, such as a container's.
 *
 * @param stop lets go of what the process holds; after it, or 10 s, the process exits.
 */
export const exitWithParent = (stop: () => Promise<void>): void => {
  if (process.send === undefined) return;
  const leave = (): void => {
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('disconnect', leave);
  // Otherwise the listener alone would keep a process alive that has stopped of its own accord.
  process.channel?.unref();
  // The parent may have died while this process was still loading its modules.
  if (!process.connected) leave();
};
