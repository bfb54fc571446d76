import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsFiles } from '@ordersaga/service-runtime';

/**
 * The first metadata version of each release, as `kafka-storage version-mapping` prints them. A broker doesn't tell
 * its release; the newest metadata version it supports gives it away.
 */
const releases: readonly (readonly [since: number, release: string])[] = [
  [28, 'newer than 4.1'],
  [26, '4.1'],
  [22, '4.0'],
  [21, '3.9'],
  [20, '3.8'],
  [15, '3.7'],
  [12, '3.6'],
];

const apiVersions = { key: 18, version: 3 } as const;
const supportedFeatures = 0;

/**
 * Asks a broker which release it is, by an ApiVersions request (KIP-584 added the features to its answer).
 * @returns such as `4.1`; `unknown` for a broker that tells no metadata version
 * @throws whatever keeps it from answering
 */
export async function askKafkaRelease(host: string, port: number, tls?: TlsFiles): Promise<string> {
  const level = newestMetadataVersion(await request(host, port, tls));
  if (level === undefined) return 'unknown';
  return releases.find(([since]) => level >= since)?.[1] ?? 'older than 3.6';
}

function request(host: string, port: number, tls: TlsFiles | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const servername = isIP(host) ? {} : { servername: host };
    const socket = tls ? connectTls({ host, port, ...servername, ...tls }) : connect({ host, port });
    let received = Buffer.alloc(0);
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer to ApiVersions')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the broker closed the connection')));
    socket.once('connect', () => socket.write(requestBytes()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      resolve(received.subarray(8)); // past size and correlation id
      socket.destroy();
    });
  });
}

/** Request header 2 (client id, tags), then client software name and version as compact strings, then tags. */
function requestBytes(): Buffer {
  const header = Buffer.alloc(8);
  header.writeInt16BE(apiVersions.key, 0);
  header.writeInt16BE(apiVersions.version, 2);
  const noClientId = Buffer.from([0xff, 0xff, 0]);
  const body = Buffer.concat([
    header,
    noClientId,
    compactString('ordersaga'),
    compactString('1'),
    Buffer.of(0),
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

function compactString(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length + 1), Buffer.from(text)]);
}

/** Reads the answer up to its tag `supported features` and gives the upper end of `metadata.version`. */
function newestMetadataVersion(answer: Buffer): number | undefined {
  const reader = new Reader(answer);
  reader.int16(); // error code
  for (let left = reader.varint() - 1; left > 0; left -= 1) {
    reader.skip(6); // api key, oldest and newest version
    reader.skipTags();
  }
  reader.skip(4); // throttle time
  for (let left = reader.varint(); left > 0; left -= 1) {
    const tag = reader.varint();
    const size = reader.varint();
    if (tag === supportedFeatures) return reader.features().get('metadata.version');
    reader.skip(size);
  }
  return undefined;
}

/** Walks over bytes in Kafka's compact encoding. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  skip(count: number): void {
    this.at += count;
  }

  int16(): number {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes.readUInt8(this.at);
      this.at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  skipTags(): void {
    for (let left = this.varint(); left > 0; left -= 1) {
      this.varint();
      this.skip(this.varint());
    }
  }

  features(): Map<string, number> {
    const newest = new Map<string, number>();
    for (let left = this.varint() - 1; left > 0; left -= 1) {
      const length = this.varint() - 1;
      const name = this.bytes.toString('utf8', this.at, this.at + length);
      this.skip(length + 2); // the name and the oldest version
      newest.set(name, this.int16());
      this.skipTags();
    }
    return newest;
  }
}
