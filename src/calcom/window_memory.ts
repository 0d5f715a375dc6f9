/**
 * What this process remembers of the fleet's window at Cal.com.
 *
 * Every change is published with the window, so each process always knows all of it, and hands it in with its next question: a
 * Redis that lost its data gets it back from whichever process asks first.
 */

/** Remembers the newest window that it was told of. A window is the string that `lua/window.lua` writes. */
export class WindowMemory {
  #window = '';
  #id = 0;
  #calls = 0;

  /** The newest window, or `''`. */
  get window(): string {
    return this.#window;
  }

  /** Takes a window in, unless a later one, or a later count of the same, is known. */
  learn(window: string): void {
    const [id = 0, , ours = 0, foreign = 0] = window.split(' ').map(Number);
    if (window === '' || id < this.#id || (id === this.#id && ours + foreign < this.#calls)) return;
    this.#window = window;
    this.#id = id;
    this.#calls = ours + foreign;
  }
}
