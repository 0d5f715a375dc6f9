// The simulator alone: it must say just what Cal.com said.

import { createSimulator } from '../../src/simulator/simulator.ts';
import { differenceBetween } from './comparison.ts';
import type { Measure } from './measure.ts';
import { slotsAddress } from './slots_address.ts';
import type { Slots } from './vector_file.ts';
import { worldOf } from './vector_world.ts';

/** Measure (a). */
export const simulatorMeasure: Measure = {
  name: 'simulator',
  about: 'the simulator in the world of each file, asked just the question',
  begin: async (file) => {
    let now = Date.parse(file.now);
    const simulator = createSimulator({
      world: worldOf(file),
      clock: () => now,
      latency: 'none',
      rateLimit: { limit: Number.MAX_SAFE_INTEGER },
    });
    const { url } = await simulator.listen();
    return {
      ask: async (question) => {
        now = Date.parse(question.now ?? file.now);
        // Holds that ran out at a later question's time stand again.
        await fetch(`${url}/control/reset`, { method: 'POST' });
        const response = await fetch(url + slotsAddress(question.query), {
          headers: { 'cal-api-version': '2024-09-04' },
        });
        const body = await response.text();
        if (response.status !== 200)
          throw new Error(`${slotsAddress(question.query)} answered ${response.status}: ${body}`);
        return { data: (JSON.parse(body) as { data: Slots }).data, calls: 1 };
      },
      end: () => simulator.close(),
    };
  },
  judge: ({ expected }, { data }) => differenceBetween(expected, data),
};
