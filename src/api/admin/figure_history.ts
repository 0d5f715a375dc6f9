/** The last hour of samples, in this process's memory: enough for small plots, and no more than that whatever happens. */
import type { FigureSample } from './figure_sample.ts';

/** How often a sample is taken. */
export const SAMPLE_EVERY_MS = 15_000;

/** How far back the page looks. */
export const HISTORY_MS = 3_600_000;

/** An hour's samples, and the one before it that the hour's first difference needs. */
const MOST_SAMPLES = HISTORY_MS / SAMPLE_EVERY_MS + 1;

/** Takes samples as long as it is not closed. */
export class FigureHistory {
  readonly #take: () => Promise<FigureSample>;
  readonly #samples: FigureSample[] = [];
  readonly #timer: NodeJS.Timeout;

  /** Takes the first sample at once. @param take never rejects */
  constructor(take: () => Promise<FigureSample>) {
    this.#take = take;
    this.#timer = setInterval(() => void this.#keep(), SAMPLE_EVERY_MS);
    this.#timer.unref();
    void this.#keep();
  }

  /** The samples of the last hour, oldest first; the last one is taken now. */
  async upToNow(): Promise<readonly [FigureSample, ...FigureSample[]]> {
    const now = await this.#take();
    const kept = this.#samples.filter(({ at }) => at < now.at && at >= now.at - HISTORY_MS - SAMPLE_EVERY_MS);
    const [first, ...others] = kept;
    return first === undefined ? [now] : [first, ...others, now];
  }

  /** Takes no more samples. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #keep(): Promise<void> {
    this.#samples.push(await this.#take());
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
  }
}
