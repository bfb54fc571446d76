import type { Pool, PoolClient } from 'pg';

interface Loan {
  readonly client: Promise<PoolClient>;
  users: number;
}

/**
 * One connection for all that is under way, so that the server, done with one statement, finds the next one there and
 * nobody is woken up in between. It goes back to the pool when nobody uses it. After an error who comes next takes
 * another one; what is on its way on the old one comes to its own end there.
 */
export class SharedConnection {
  private loan: Loan | undefined;

  constructor(private readonly pool: Pool) {}

  /** @throws what `work` throws, and why there is no connection */
  async use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const loan = (this.loan ??= { client: this.pool.connect(), users: 0 });
    loan.users += 1;
    try {
      return await work(await loan.client);
    } catch (error) {
      this.leave(loan);
      throw error;
    } finally {
      loan.users -= 1;
      if (loan.users === 0) this.giveBack(loan);
    }
  }

  private leave(loan: Loan): void {
    if (this.loan === loan) this.loan = undefined;
  }

  private giveBack(loan: Loan): void {
    this.leave(loan);
    loan.client.then(
      (client) => client.release(),
      () => undefined,
    );
  }
}
