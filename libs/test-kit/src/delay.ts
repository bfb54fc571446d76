import { Transform, type TransformCallback } from 'node:stream';

/** Passes on what it gets, `ms` milliseconds later, in its order. */
export class Delay extends Transform {
  ms = 0;
  private readonly underWay: Buffer[] = [];
  /** When the last of what is under way is passed on, by `performance.now()`. */
  private last = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const now = performance.now();
    // What comes after the delay was lifted must not overtake what is under way.
    this.last = Math.max(this.last, now + this.ms);
    if (this.last <= now && this.underWay.length === 0) return done(null, chunk);
    this.underWay.push(chunk);
    setTimeout(() => this.push(this.underWay.shift()), this.last - now);
    done();
  }

  override _flush(done: TransformCallback): void {
    const flush = (): void => {
      if (this.underWay.length === 0) done();
      else setTimeout(flush, 1);
    };
    flush();
  }
}
