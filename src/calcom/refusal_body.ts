/** The body of a refusal. It can be Cal.com's JSON, or a page of whatever stands in front of it. */
import { z } from 'zod';

const LONGEST_MESSAGE = 500;

const bodySchema = z.object({ error: z.object({ code: z.string().optional(), message: z.string().optional() }) });

/** Cal.com's code and message, or `HTTP <status>` and a sentence where the body holds none. */
export function readRefusal(status: number, text: string): { code: string; message: string } {
  const error = errorOf(text);
  return {
    code: error?.code ?? `HTTP ${status}`,
    message: error?.message?.trim().slice(0, LONGEST_MESSAGE) ?? `Cal.com answered ${status}`,
  };
}

function errorOf(text: string): z.output<typeof bodySchema>['error'] | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data?.error;
  } catch {
    return undefined;
  }
}
