/**
 * fast-check, which draws the same cases in every run: what fails by a change fails with it, and not for somebody else on another day. With
 * `PROPERTY_SEED=random`, or a number, it draws others; a failure names its seed.
 */
import fc from 'fast-check';

const { PROPERTY_SEED: seed = '1' } = process.env;

if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

export { fc };
