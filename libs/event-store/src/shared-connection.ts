import type { Pool, PoolClient } from 'pg';

interface Loan {
  readonly coming: Promise<PoolClient>;
  /** Once it is there. */
  client?: PoolClient;
  users: number;
  /** What may have broken the connection. */
  broken?: Error;
}

/**
 * One connection for all that is under way, so that the server, done with one statement, finds the next one there and
 * nobody is woken up in between. It goes back to the pool when nobody uses it. Who comes next takes another one after an
 * error, and takes their turn when others wait for a connection; what is on its way on the old one ends there.
 */
export class SharedConnection {
  private loan: Loan | undefined;

  constructor(private readonly pool: Pool) {}

  /** @throws what `work` throws, and why there is no connection */
  async use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.loan?.client && this.pool.waitingCount > 0) this.leave(this.loan);
    const loan = (this.loan ??= { coming: this.borrow(), users: 0 });
    loan.users += 1;
    try {
      loan.client = await loan.coming;
      return await work(loan.client);
    } catch (error) {
      this.leave(loan);
      if (mayHaveBroken(error)) loan.broken = error as Error;
      throw error;
    } finally {
      loan.users -= 1;
      if (loan.users === 0) this.giveBack(loan);
    }
  }

  /** Nobody else listens while it is on loan, and an error nobody hears ends the process: who uses it is told anyway. */
  private async borrow(): Promise<PoolClient> {
    return (await this.pool.connect()).on('error', ignore);
  }

  private leave(loan: Loan): void {
    if (this.loan === loan) this.loan = undefined;
  }

  private giveBack(loan: Loan): void {
    this.leave(loan);
    loan.client?.off('error', ignore).release(loan.broken);
  }
}

function ignore(): void {
  // see borrow
}

/** The server says ERROR of a statement and FATAL of a connection; without its word the connection is at fault. */
function mayHaveBroken(error: unknown): boolean {
  return (error as { severity?: unknown }).severity !== 'ERROR';
}
