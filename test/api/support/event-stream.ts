const WAIT_MS = 5_000;

export interface ReceivedEvent {
  readonly event: string | undefined;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
  readonly data: any;
}

/** A caller of a server-sent event stream, over a real socket. */
export class EventStream {
  readonly #hangUp = new AbortController();
  readonly #blocks: string[] = [];
  #ended = false;
  #changed: () => void = () => undefined;

  /** Opens the stream; the answer has to be one. */
  static async open(url: string, token: string | null, headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = new EventStream();
    const { signal } = stream.#hangUp;
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers: { ...authorization, ...headers }, signal });
    if (response.status !== 200) throw new Error(`no stream: ${response.status} ${await response.text()}`);
    stream.headers = response.headers;
    void stream.#read(response.body as ReadableStream<Uint8Array>);
    return stream;
  }

  headers = new Headers();

  /** The next event, comments and settings left out. */
  async next(): Promise<ReceivedEvent> {
    for (;;) {
      const block = await this.block();
      if (!block.includes('data: ')) continue;
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      return { event: field('event'), id: field('id'), data: JSON.parse(field('data') ?? 'null') };
    }
  }

  /** The next block of lines, whatever it is. */
  async block(): Promise<string> {
    await this.#until(() => this.#blocks.length > 0, 'something comes');
    return this.#blocks.shift() as string;
  }

  /** Resolves once the server has ended the stream. */
  ended(): Promise<void> {
    return this.#until(() => this.#ended, 'the stream ends');
  }

  /** Goes away. */
  close(): void {
    this.#hangUp.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() as string;
        this.#blocks.push(...blocks);
        this.#changed();
      }
    } catch {
      // The test hung up.
    }
    this.#ended = true;
    this.#changed();
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    while (!isSo()) {
      const change = Promise.withResolvers<void>();
      this.#changed = change.resolve;
      const timer = setTimeout(() => change.reject(new Error(`waited ${WAIT_MS} ms until ${what}`)), WAIT_MS);
      await change.promise.finally(() => clearTimeout(timer));
    }
  }
}
