/**
 * For a child that should know nothing of how it was started (`node --import`): when its parent is gone it gets the
 * SIGTERM that the parent can no longer send, and stops as it always does.
 */
import { exitWithParent } from './exit_with_parent.ts';

exitWithParent(
  () =>
    new Promise<void>((resolve) => {
      if (!process.emit('SIGTERM', 'SIGTERM')) resolve();
    }),
);
