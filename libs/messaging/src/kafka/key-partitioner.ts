import { Partitioners, type ICustomPartitioner } from 'kafkajs';
import { murmur2 } from './wire/murmur2';

/**
 * Puts each key where every Kafka client puts it, by its hash. kafkajs' own partitioner does the same with 64-bit
 * integers in place of 32-bit ones, which costs more than all else that is done to a record.
 */
export const keyPartitioner: ICustomPartitioner = () => {
  const byDefault = Partitioners.DefaultPartitioner();
  return (args) => {
    const { message, partitionMetadata } = args;
    const { key } = message;
    if (key === null || key === undefined || typeof message.partition === 'number') return byDefault(args);
    const bytes = Buffer.isBuffer(key) ? key : Buffer.from(key);
    return (murmur2(bytes) & 0x7fffffff) % partitionMetadata.length;
  };
};
