import { decodeFetch } from './wire/decode-fetch';
import { encodeFetch } from './wire/encode-fetch';
import { encodeProduce, isPlainProduce } from './wire/encode-produce';
import type { FetchArguments, ProduceArguments } from './wire/kafkajs-wire';

/** kafkajs takes what has these for one of its own encoders. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

interface Exchange {
  readonly request: { encode(): Promise<Encoded> };
  readonly response: { decode(bytes: Buffer): Promise<unknown>; parse(data: unknown): Promise<unknown> };
}

type Protocol<A> = (args: A) => Exchange;

/** How kafkajs 2.2.4 knows an API of the broker. */
interface Definition<A> {
  protocol(wanted: { version: number }): Protocol<A>;
  faster?: true;
}

/** Record batches of format 2, of which 7 is the last version that kafkajs writes. */
const producing = [3, 4, 5, 6, 7];
/** The last version that kafkajs knows; every broker since Kafka 2.3 does. */
const fetching = [11];

/**
 * Encodes and decodes records for kafkajs 2.2.4, which allocates half a kilobyte for each header it writes, and copies the
 * headers before for each it reads. All else stays with kafkajs, and so does what is not plain: compression, transactions,
 * older formats. Both sides are kept equal to kafkajs' own by properties in the tests.
 */
export function fasterWire(): void {
  /* eslint-disable @typescript-eslint/no-require-imports -- no export leads there */
  const produce = require('kafkajs/src/protocol/requests/produce') as Definition<ProduceArguments>;
  const fetch = require('kafkajs/src/protocol/requests/fetch') as Definition<FetchArguments>;
  /* eslint-enable */
  replace(produce, producing, fasterProduce);
  replace(fetch, fetching, fasterFetch);
}

function replace<A>(
  definition: Definition<A>,
  versions: readonly number[],
  faster: (args: A, theirs: Exchange) => Exchange,
): void {
  if (definition.faster || typeof definition.protocol !== 'function') return;
  const protocol = definition.protocol.bind(definition);
  definition.protocol = ({ version }) => {
    const theirs = protocol({ version });
    return versions.includes(version) ? (args) => faster(args, theirs(args)) : theirs;
  };
  definition.faster = true;
}

function fasterProduce(args: ProduceArguments, theirs: Exchange): Exchange {
  if (!isPlainProduce(args)) return theirs;
  const encode = async (): Promise<Encoded> => encoded(encodeProduce(args, Date.now()));
  return { ...theirs, request: { ...theirs.request, encode } };
}

function fasterFetch(args: FetchArguments, theirs: Exchange): Exchange {
  const { request, response } = theirs;
  const decode = async (bytes: Buffer): Promise<unknown> => decodeFetch(bytes) ?? response.decode(bytes);
  const replaced = { ...theirs, response: { ...response, decode } };
  if (args.forgottenTopics && args.forgottenTopics.length > 0) return replaced;
  const encode = async (): Promise<Encoded> => encoded(encodeFetch(args));
  return { ...replaced, request: { ...request, encode } };
}

function encoded(bytes: Buffer): Encoded {
  return { buf: bytes, buffer: bytes };
}
