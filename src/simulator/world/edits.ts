// What is edited of a world while it runs. Whoever holds what was edited sees it so; starting over takes everything back.

/** Keeps what was there before. */
export class Edits {
  readonly #former = new Map<object, object>();

  apply<Edited extends object>(edited: Edited, changes: Partial<Edited>): void {
    if (!this.#former.has(edited)) this.#former.set(edited, { ...edited });
    Object.assign(edited, changes);
  }

  undo(): void {
    for (const [edited, former] of this.#former) {
      for (const key of Object.keys(edited)) if (!(key in former)) Reflect.deleteProperty(edited, key);
      Object.assign(edited, former);
    }
    this.#former.clear();
  }
}
