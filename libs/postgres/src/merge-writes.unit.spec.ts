import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { mergeWrites } from './merge-writes';

/** A stream that keeps what each of its writes held. */
function recording(): { stream: Writable; writes: string[] } {
  const writes: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      writes.push(String(chunk));
      done();
    },
    writev: (chunks, done) => {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  return { stream, writes };
}

function statement(stream: Writable, text: string): void {
  stream.cork();
  stream.write(text);
  stream.write(';');
  stream.uncork();
}

describe('a socket whose writes are merged', () => {
  let stream: Writable;
  let writes: string[];

  beforeEach(() => {
    ({ stream, writes } = recording());
    mergeWrites(stream);
  });

  it('sends what comes together at once', async () => {
    for (const text of ['a', 'b', 'c']) statement(stream, text);
    await Promise.resolve().then(() => statement(stream, 'd'));
    await turn();
    expect(writes).toEqual(['a;b;c;d;']);
  });

  it('keeps the order of what is written without a cork', async () => {
    statement(stream, 'a');
    stream.write('bare;');
    statement(stream, 'b');
    await turn();
    expect(writes.join('')).toBe('a;bare;b;');
  });

  it('sends each time anew', async () => {
    statement(stream, 'a');
    await turn();
    statement(stream, 'b');
    await turn();
    expect(writes).toEqual(['a;', 'b;']);
  });

  it('sends everything before it ends', async () => {
    statement(stream, 'a');
    stream.end('last');
    await new Promise((resolve) => stream.once('finish', resolve));
    expect(writes.join('')).toBe('a;last');
  });
});
