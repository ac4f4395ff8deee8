// @ts-check
// Follows server-sent events by fetch and not by EventSource: heartbeats are heard, so that a connection which died in silence is
// noticed; a refusal says why; and whoever comes back says what was seen last, whatever it was that broke off.

/** The server gives a sign of life every 15 seconds. */
const SILENCE_MS = 40_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/**
 * @typedef {object} Listener
 * @property {(name: string, data: any, id: string) => void} told
 * @property {() => void} opened
 * @property {() => void} lost there was no answer, or it broke off
 * @property {(status: number) => void} refused there was an answer, and it is no stream
 */

export class EventStream {
  #url;
  #listener;
  #lastId;
  #failures = 0;
  #ended = false;
  #hangUp = new AbortController();
  #wake = () => {};

  /**
   * @param {string} url
   * @param {string} lastId what the page has shown already
   * @param {Listener} listener
   */
  constructor(url, lastId, listener) {
    this.#url = url;
    this.#lastId = lastId;
    this.#listener = listener;
  }

  async follow() {
    while (!this.#ended) {
      const leastMs = await this.#once();
      if (!this.#ended) await this.#pause(leastMs);
    }
  }

  /** There is reason to think that it works again. */
  tryNow() {
    this.#failures = 0;
    this.#wake();
  }

  /** There is reason to think that the connection is gone. */
  drop() {
    this.#hangUp.abort();
  }

  end() {
    this.#ended = true;
    this.#hangUp.abort();
    this.#wake();
  }

  /** @returns {Promise<number>} how many milliseconds the server wants to be left alone */
  async #once() {
    const hangUp = new AbortController();
    this.#hangUp = hangUp;
    let silence = setTimeout(() => hangUp.abort(), SILENCE_MS);
    const beat = () => {
      clearTimeout(silence);
      silence = setTimeout(() => hangUp.abort(), SILENCE_MS);
    };
    try {
      const headers = { accept: 'text/event-stream', ...(this.#lastId !== '' && { 'last-event-id': this.#lastId }) };
      const answer = await fetch(this.#url, { headers, cache: 'no-store', signal: hangUp.signal });
      if (answer.ok && answer.body !== null) {
        this.#listener.opened();
        await this.#read(answer.body, beat);
        this.#listener.lost();
        return 0;
      }
      // Another log: a position of the former one means nothing there.
      if (answer.status === 400) this.#lastId = '';
      this.#listener.refused(answer.status);
      return Number(answer.headers.get('retry-after') ?? 0) * 1000;
    } catch {
      this.#listener.lost();
      return 0;
    } finally {
      clearTimeout(silence);
    }
  }

  /**
   * @param {ReadableStream<Uint8Array>} body
   * @param {() => void} beat
   */
  async #read(body, beat) {
    const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      beat();
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#tell(block);
    }
  }

  /** @param {string} block */
  #tell(block) {
    const fields = new Map(
      block
        .split('\n')
        .filter((line) => !line.startsWith(':'))
        .map(
          (line) =>
            /** @type {[string, string]} */ ([line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        ),
    );
    this.#failures = 0;
    const [id, name, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
    if (id !== undefined) this.#lastId = id;
    if (name !== undefined && data !== undefined) this.#listener.told(name, JSON.parse(data), id ?? this.#lastId);
  }

  /**
   * Longer after each failure, and not all tablets at the same moment.
   * @param {number} leastMs
   */
  #pause(leastMs) {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    const ms = Math.max(leastMs, longest * (0.5 + Math.random() / 2));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}
