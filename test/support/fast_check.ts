/**
 * fast-check, which draws the same cases in every run: what fails by a change fails with it, and not for somebody else on another day. With
 * `PROPERTY_SEED=random`, or a number, it draws others; a failure names its seed.
 */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';

const { PROPERTY_SEED: asked = '1' } = process.env;

/** What everything that is drawn follows from, in properties and elsewhere. */
export const SEED = asked === 'random' ? randomInt(2 ** 31) : Number(asked);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });

export { fc };
