/** Thresholds as k6 reads and judges them (its `metrics/thresholds_parser.go` and `metrics/thresholds.go`). */
import { AGGREGATIONS, aggregate, type MetricDeclaration, type MetricType, type Sample } from './metric.ts';

/** A threshold that was read. */
export interface Threshold {
  /** As in the script: the metric's name, with tags perhaps. */
  readonly key: string;
  readonly expression: string;
  readonly metric: MetricDeclaration;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregation: string;
  readonly percentile: number | undefined;
  readonly operator: string;
  readonly limit: number;
}

/** What came of it. */
export interface ThresholdResult {
  readonly key: string;
  readonly expression: string;
  readonly type: MetricType;
  readonly isTime: boolean;
  readonly samples: number;
  readonly value: number | undefined;
  readonly passed: boolean;
}

const KEY = /^([^{}]+)(?:\{(.*)\})?$/;

const EXPRESSION =
  /^\s*(value|count|rate|avg|min|med|max|p\(\s*([\d.]+)\s*\))\s*(<=|<|>=|>|===|==|!=)\s*(\d+(?:\.\d+)?)\s*$/;

/** Reads the thresholds of a script's options. What k6 would refuse is a fault. */
export const readThresholds = (
  thresholds: unknown,
  metrics: readonly MetricDeclaration[],
): { readonly thresholds: readonly Threshold[]; readonly faults: readonly string[] } => {
  const read: Threshold[] = [];
  const faults: string[] = [];
  for (const [key, expressions] of Object.entries(thresholds ?? {})) {
    if (!Array.isArray(expressions) || expressions.length === 0) {
      faults.push(`${key}: must have a list of thresholds`);
      continue;
    }
    for (const entry of expressions as readonly unknown[]) {
      const expression = textOf(entry);
      const threshold = readThreshold(key, expression, metrics);
      if (typeof threshold === 'string') faults.push(`${key}: ${expression}: ${threshold}`);
      else read.push(threshold);
    }
  }
  return { thresholds: read, faults };
};

const textOf = (entry: unknown): string => {
  if (typeof entry === 'string') return entry;
  return typeof entry === 'object' && entry !== null && 'threshold' in entry ? String(entry.threshold) : '';
};

const readThreshold = (key: string, expression: string, metrics: readonly MetricDeclaration[]): Threshold | string => {
  const [, name = '', tagText] = KEY.exec(key) ?? [];
  const metric = metrics.find((one) => one.name === name);
  if (metric === undefined) return 'there is no such metric';
  const tags: Record<string, string> = {};
  for (const pair of tagText === undefined ? [] : tagText.split(',')) {
    const [, tag = '', value = ''] = /^\s*"?([^:"]+)"?\s*:\s*"?([^"]*?)"?\s*$/.exec(pair) ?? [];
    if (tag === '' || value === '') return `${pair} is no tag`;
    tags[tag] = value;
  }
  const match = EXPRESSION.exec(expression);
  if (match === null) return 'is no threshold expression';
  const [, method = '', percentileText, operator = '', limit = ''] = match;
  const aggregation = percentileText === undefined ? method : 'p';
  const percentile = percentileText === undefined ? undefined : Number(percentileText);
  if (percentile !== undefined && !(percentile >= 0 && percentile <= 100)) return 'a percentile is between 0 and 100';
  if (!AGGREGATIONS[metric.type].includes(aggregation)) return `a ${metric.type} has no ${aggregation}`;
  return { key, expression, metric, tags, aggregation, percentile, operator, limit: Number(limit) };
};

/** Judges thresholds at the end of a run. */
export const judge = (thresholds: readonly Threshold[], samples: readonly Sample[]): readonly ThresholdResult[] =>
  thresholds.map(({ key, expression, metric, tags, aggregation, percentile, operator, limit }) => {
    const values = samples
      .filter((sample) => sample.metric === metric.name)
      .filter((sample) => Object.entries(tags).every(([tag, value]) => sample.tags[tag] === value))
      .map(({ value }) => value);
    const value = aggregate(metric.type, values, aggregation, percentile);
    const passed = value === undefined || holds(value, operator, limit);
    return { key, expression, type: metric.type, isTime: metric.isTime, samples: values.length, value, passed };
  });

const holds = (value: number, operator: string, limit: number): boolean => {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '!=':
      return value !== limit;
    default:
      return value === limit;
  }
};
