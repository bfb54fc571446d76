/** How spans leave the process. */
export type Protocol = (typeof protocols)[number];

const protocols = ['http/protobuf', 'http/json'] as const;

/** Settings of traces that are wrong; the message names every one of them, and repeats none of their values. */
export class TracingSettingsError extends Error {
  readonly code = 'config-invalid';
  constructor(readonly faults: readonly string[]) {
    super(`wrong settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'TracingSettingsError';
  }
}

const endpoints = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;
const protocolNames = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const;

/**
 * Whether to trace, and how: undefined unless an endpoint is set. The SDK reads all other `OTEL_…` variables itself.
 * @throws TracingSettingsError
 */
export function readTracingSettings(environment: NodeJS.ProcessEnv): { protocol: Protocol } | undefined {
  const set = (name: string): string => environment[name]?.trim() ?? '';
  if (set('OTEL_SDK_DISABLED').toLowerCase() === 'true' || set('OTEL_TRACES_EXPORTER') === 'none')
    return undefined;
  if (endpoints.every((name) => set(name) === '')) return undefined;
  const protocol = protocolNames.find((name) => set(name) !== '');
  const faults = [
    ...endpoints
      .filter((name) => set(name) !== '' && !isHttpUrl(set(name)))
      .map((name) => `${name}: must be a URL such as http://host:4318`),
    ...(protocol && !isProtocol(set(protocol)) ? [`${protocol}: must be ${protocols.join(' or ')}`] : []),
  ];
  if (faults.length > 0) throw new TracingSettingsError(faults);
  return { protocol: protocol ? (set(protocol) as Protocol) : 'http/protobuf' };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function isProtocol(text: string): text is Protocol {
  return (protocols as readonly string[]).includes(text);
}
