/** The simulator's generator serves the traffic too: one seed then decides the calendars and the questions. */
export { type Random, seededRandom } from '../../src/simulator/random.ts';
