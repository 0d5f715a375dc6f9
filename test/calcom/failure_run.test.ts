/** The circuit's rule, against a plain reading of it: all failures since the last answer, looked at anew each time. */
import { expect, test } from 'vitest';
import { circuitAfter } from '../../src/calcom/circuit_machine.ts';
import type { Evidence } from '../../src/calcom/failure_run.ts';
import { fc } from '../support/fast_check.ts';

const evidence: fc.Arbitrary<Evidence> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Evidence>({ kind: 'answered' }) },
  { weight: 2, arbitrary: fc.constant<Evidence>({ kind: 'network' }) },
  { weight: 5, arbitrary: fc.constantFrom('a', 'b', 'c').map((tag): Evidence => ({ kind: 'event-type', tag })) },
);

/** Whether the failures since the last answer are an outage. */
const isDown = (history: readonly Evidence[], threshold: number): boolean => {
  const since = history.slice(history.findLastIndex(({ kind }) => kind === 'answered') + 1);
  const network = since.filter(({ kind }) => kind === 'network').length;
  const eventTypes = new Set(since.flatMap((one) => (one.kind === 'event-type' ? [one.tag] : [])));
  return network >= threshold || (eventTypes.size >= 2 && since.length >= threshold);
};

const after = async (history: readonly Evidence[], failureThreshold: number) => {
  let circuit = { stored: '', open: false, failures: 0 };
  for (const one of history) circuit = await circuitAfter(circuit.stored, one, { failureThreshold, cooldownMs: 0 });
  return circuit;
};

test('a circuit opens when the failures since the last answer are an outage, and closes with the next answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(evidence, { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (history, threshold) => {
        let circuit = { stored: '', open: false, failures: 0 };
        let open = false;
        for (const [index, one] of history.entries()) {
          circuit = await circuitAfter(circuit.stored, one, { failureThreshold: threshold, cooldownMs: 0 });
          // Only the probe comes to an open circuit: it stays open unless that one is answered.
          open = one.kind !== 'answered' && (open || isDown(history.slice(0, index + 1), threshold));
          expect(circuit.open).toBe(open);
          expect(circuit.stored === '').toBe(one.kind === 'answered');
        }
      },
    ),
  );
});

test('one event type alone never opens it, however often it fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Evidence>({ kind: 'event-type', tag: 'a' }, { kind: 'answered' }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (history, threshold) => {
        expect((await after(history, threshold)).open).toBe(false);
      },
    ),
  );
});

test('so many failing calls of different event types are enough, and one fewer is not', async () => {
  for (const threshold of [2, 3, 4, 5]) {
    const failures = Array.from(
      { length: threshold },
      (_, tag): Evidence => ({ kind: 'event-type', tag: String(tag) }),
    );
    expect((await after(failures, threshold)).open).toBe(true);
    expect((await after(failures.slice(1), threshold)).open).toBe(false);
  }
});
