import { SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Spans } from '../platform/runtime/spans.ts';

export interface Tracing {
  readonly spans: Spans;
  /** Sends what was collected, and ends. */
  close(): Promise<void>;
}

/** Sends spans to a collector (Jaeger, for one) by OTLP over HTTP. What it can't take is dropped: traces hold nothing up. */
export function openTracing(endpoint: string, roles: readonly string[]): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'kkotgil', 'kkotgil.roles': roles.join(',') }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('kkotgil');
  return {
    spans: {
      begin: (name, attributes) => {
        const span = tracer.startSpan(name, { attributes });
        return (more = {}, failed = false) => {
          span.setAttributes(more);
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        };
      },
    },
    close: () => provider.shutdown(),
  };
}
