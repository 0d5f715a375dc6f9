/** How often to look whether npm is still there, in ms. */
const LOOK_EVERY_MS = 500;

/**
 * Settles when somebody wants this process to end: by SIGTERM, by Ctrl-C, by closing the terminal, or by killing the npm
 * that runs it, which npm cannot pass on. A second signal changes nothing: npm sends a copy of the terminal's.
 */
export const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
    // Only under npm: whoever starts the script itself may mean it to outlive the shell.
    if (process.env.npm_lifecycle_event !== 'start') return;
    const npm = process.ppid;
    setInterval(() => {
      if (process.ppid !== npm) resolve();
    }, LOOK_EVERY_MS).unref();
  });
