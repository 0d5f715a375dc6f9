/** Stands in for `k6/metrics`. */
import type { MetricType } from '../metric.ts';
import { keep, state } from '../user_state.ts';

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{1,128}$/;

class Metric {
  readonly name: string;

  constructor(type: MetricType, name: string, isTime = false) {
    if (state.stage !== 'init') throw new Error('metrics must be declared in the init context');
    if (!NAME.test(name)) throw new Error(`k6 takes no metric with the name ${name}`);
    const known = state.metrics.find((metric) => metric.name === name);
    if (known !== undefined && (known.type !== type || known.isTime !== isTime)) {
      throw new Error(`there is another metric with the name ${name}`);
    }
    this.name = name;
    if (known === undefined) state.metrics.push({ name, type, isTime });
  }

  add(value: number | boolean, tags?: Readonly<Record<string, string>>): void {
    if (state.stage === 'init') throw new Error('k6 takes no values in the init context');
    if (!Number.isFinite(Number(value))) throw new Error(`${this.name} is given ${value}`);
    keep(this.name, Number(value), tags);
  }
}

/** A sum. */
export class Counter extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('counter', name, isTime);
  }
}

/** The last value. */
export class Gauge extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('gauge', name, isTime);
  }
}

/** The part that is true. */
export class Rate extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('rate', name, isTime);
  }
}

/** A distribution. */
export class Trend extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('trend', name, isTime);
  }
}
