import type { RebuildTarget } from '@ordersaga/rebuild';

/** A target whose rebuild can be killed: from then on it gets no answer any more, and nothing of it is carried out. */
export interface Killable {
  readonly target: RebuildTarget;
  kill(): void;
}

/** Makes a target killable. */
export function killable(target: RebuildTarget): Killable {
  let killed = false;
  const guard = <A extends unknown[], T>(work: (...args: A) => Promise<T>) => {
    return (...args: A): Promise<T> => (killed ? new Promise<never>(() => undefined) : work(...args));
  };
  const { register } = target;
  return {
    kill: () => (killed = true),
    target: {
      register: {
        read: guard(() => register.read()),
        replace: guard((...args) => register.replace(...args)),
      },
      build: (copy) => {
        const builder = target.build(copy);
        return {
          add: guard((events) => builder.add(events)),
          finish: guard((signal) => builder.finish(signal)),
          secure: guard(() => builder.secure()),
        };
      },
      orders: (copy) => target.orders(copy),
      ordersById: guard((...args) => target.ordersById(...args)),
      remove: guard((copy) => target.remove(copy)),
    },
  };
}
