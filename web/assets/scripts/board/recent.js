// @ts-check

/**
 * The newest entries of a map: a page that stays open for weeks remembers no more than it needs.
 * @template Value
 */
export class Recent {
  /** @type {Map<string, Value>} */
  #entries = new Map();
  #size;

  /** @param {number} size how many entries are kept */
  constructor(size) {
    this.#size = size;
  }

  /** @param {string} key */
  get(key) {
    return this.#entries.get(key);
  }

  /**
   * @param {string} key
   * @param {Value} value
   */
  set(key, value) {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest = ''] = this.#entries.keys();
    if (this.#entries.size > this.#size) this.#entries.delete(oldest);
  }
}
