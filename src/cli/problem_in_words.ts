import { z } from 'zod';

const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z
    .array(
      z.object({
        pointer: z.string().optional(),
        header: z.string().optional(),
        parameter: z.string().optional(),
        reason: z.string(),
      }),
    )
    .optional(),
});

/** A problem document (RFC 9457) for people: a line, and one for each fault. */
export const problemInWords = (status: number, body: unknown): readonly string[] => {
  const problem = problemSchema.safeParse(body).data;
  if (problem === undefined) return [`The api answered ${status}.`];
  const { title, detail, errors = [] } = problem;
  return [
    detail === undefined ? title : `${title}: ${detail}`,
    ...errors.map(({ pointer, header, parameter, reason }) => `  ${pointer ?? header ?? parameter ?? ''} ${reason}`),
  ];
};
