import type { ServiceName } from '@ordersaga/launcher';

const kept = 5;

/** The last errors that services have logged. */
export class Trouble {
  private readonly lines: string[] = [];

  /** Takes a line of a service's log; what is no error is passed over. */
  readonly take = (service: ServiceName, line: string): void => {
    if (!/"level":(50|60)/.test(line)) return;
    this.lines.push(`${service}: ${line}`);
    if (this.lines.length > kept) this.lines.shift();
  };

  last(): readonly string[] {
    return this.lines;
  }
}
