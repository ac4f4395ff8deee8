/** What is told of a span. Nothing personal: routes, names, ids. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Ends a span. `failed` marks it as one that somebody should look at. */
export type EndSpan = (attributes?: SpanAttributes, failed?: boolean) => void;

/** Tells whoever collects traces what took how long. It is a port: without a collector nothing happens. */
export interface Spans {
  begin(name: string, attributes: SpanAttributes): EndSpan;
}

export const noSpans: Spans = { begin: () => () => undefined };
