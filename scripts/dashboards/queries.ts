/** The queries of the dashboard's panels and of the alerts, as Prometheus can be asked them. */
import { z } from 'zod';

/** A query, and where it stands. */
export interface NamedQuery {
  readonly name: string;
  readonly query: string;
}

/** What Grafana would put in: longer than a few scrapes of the check's Prometheus. */
const RATE_INTERVAL = '30s';

const dashboardSchema = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ refId: z.string(), expr: z.string() })).default([]) }),
  ),
});

/** @param json the text of a Grafana dashboard */
export const panelQueries = (json: string): readonly NamedQuery[] =>
  dashboardSchema.parse(JSON.parse(json)).panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => ({
      name: `panel "${title}" ${refId}`,
      query: expr.replaceAll('$__rate_interval', RATE_INTERVAL),
    })),
  );

const rulesSchema = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), query: z.string() })) })),
  }),
});

/** What an alert compares stands before this. */
const COMPARISON = /\s(?:==|>|<)\s*[\d.]+$/;

/** What the alerts compare, without the comparison: an alert that has no reason is empty. @param rules the answer of `/api/v1/rules` */
export const alertQueries = (rules: unknown): readonly NamedQuery[] =>
  rulesSchema
    .parse(rules)
    .data.groups.flatMap((group) => group.rules)
    .map(({ name, query }) => {
      if (!COMPARISON.test(query)) throw new Error(`${name} does not end in a comparison with a number: ${query}`);
      return { name: `alert ${name}`, query: query.replace(COMPARISON, '') };
    });
