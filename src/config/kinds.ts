/** What a setting can be written as. Every kind reads the text of an environment variable and says what is wrong with it. */
import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';

/** A whole number between two bounds, both allowed. */
export const integer = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

/** True or false, as people and compose files write them. */
export const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1' || value === 'on');

/** Comma-separated items; the empty text is the empty list. */
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** An http or https URL, without the slashes at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''));

/** Whether it can be read as a cron expression. */
export const isCron = (text: string): boolean => {
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
};
