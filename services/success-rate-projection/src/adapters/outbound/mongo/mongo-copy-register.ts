import { MongoServerError, type Collection, type Db } from 'mongodb';
import { firstCopies, type Copies, type CopyRegister } from '@ordersaga/projection';
import { duplicateKey } from './duplicate-key';
import { queryWhileAvailable, whileAvailable } from './mongo-availability';

const _id = 'success_rate';

type CopiesDocument = Copies & { readonly _id: typeof _id };

/** Which copy of the records answers: the one document of the collection `success_rate_copies`. */
export class MongoCopyRegister implements CopyRegister {
  private readonly copies: Collection<CopiesDocument>;

  constructor(database: Db) {
    this.copies = database.collection('success_rate_copies');
  }

  read(): Promise<Copies> {
    return queryWhileAvailable(async () => {
      const stored = await this.copies.findOne({ _id });
      if (!stored) return firstCopies;
      const { _id: _key, ...copies } = stored;
      return copies;
    });
  }

  replace(revision: number, copies: Copies): Promise<boolean> {
    return whileAvailable(async () => {
      try {
        // Where there is one already that was not there when it was read, the upsert meets it, and loses.
        const { matchedCount, upsertedCount } = await this.copies.replaceOne({ _id, revision }, copies, {
          upsert: revision === firstCopies.revision,
        });
        return matchedCount + upsertedCount === 1;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === duplicateKey) return false;
        throw error;
      }
    });
  }
}
