/** Stands in for `k6/execution`. */
import { state } from '../user_state.ts';

/** `exec.scenario`, which there is in an iteration only. */
export const scenario = {
  get name(): string {
    return current().name;
  },
  get executor(): string {
    return current().executor;
  },
  get iterationInTest(): number {
    return current().iterationInTest;
  },
};

const current = () => {
  if (state.scenario === undefined) throw new Error('there is no scenario outside of an iteration');
  return state.scenario;
};
