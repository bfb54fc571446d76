import { readTracingSettings } from './settings';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('whether to trace', () => {
  it.each([
    ['without an endpoint', {}],
    ['with an empty one', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['when the SDK is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['when no exporter is wanted', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
    [
      'when disabled, whatever else is wrong',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'x', OTEL_SDK_DISABLED: 'true' },
    ],
  ])('no: %s', (_when, environment) => {
    expect(readTracingSettings(environment)).toBeUndefined();
  });

  it.each([
    ['protobuf unless told', endpoint, 'http/protobuf'],
    [
      'an endpoint for traces alone',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t/v1/traces' },
      'http/protobuf',
    ],
    ['JSON', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http/json'],
    [
      'the protocol for traces before the general one',
      { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
      'http/json',
    ],
  ])('yes: %s', (_what, environment, protocol) => {
    expect(readTracingSettings(environment)).toEqual({ protocol });
  });

  it('names every variable that is wrong, and tells no value', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'user:secret@collector',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    };
    const message = [
      'wrong settings:',
      '  OTEL_EXPORTER_OTLP_ENDPOINT: must be a URL such as http://host:4318',
      '  OTEL_EXPORTER_OTLP_PROTOCOL: must be http/protobuf or http/json',
    ].join('\n');
    expect(() => readTracingSettings(environment)).toThrow(message);
  });
});
