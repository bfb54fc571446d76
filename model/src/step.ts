import fc from 'fast-check';
import type { FurtherMessage } from './broker';
import type { CallEnd } from './machines/payment-instance';

/** Something that happens to the shop. Choices are numbers, taken modulo what there is to choose from at that moment. */
export type Step =
  | {
      readonly do: 'place';
      readonly lines: readonly { readonly product: number; readonly quantity: number }[];
      readonly hold: boolean;
      readonly card: 'card-ok' | 'card-declined' | 'card-flaky';
    }
  | { readonly do: 'place-again'; readonly pick: number }
  | {
      readonly do: 'add';
      readonly order: number;
      readonly product: number;
      readonly quantity: number;
      readonly meanwhile?: Step | undefined;
    }
  | {
      readonly do: 'remove';
      readonly order: number;
      readonly product: number;
      readonly quantity?: number | undefined;
      readonly meanwhile?: Step | undefined;
    }
  | { readonly do: 'confirm' | 'cancel'; readonly order: number; readonly meanwhile?: Step | undefined }
  | { readonly do: 'restock'; readonly product: number; readonly quantity: number }
  | { readonly do: 'restock-again'; readonly pick: number }
  | { readonly do: 'price'; readonly product: number; readonly unitPrice: number }
  | { readonly do: 'deliver'; readonly pick: number; readonly further: readonly FurtherMessage[] }
  | { readonly do: 'deliver-again'; readonly pick: number }
  | { readonly do: 'project'; readonly pick: number; readonly further: readonly FurtherMessage[] }
  | { readonly do: 'project-again'; readonly pick: number }
  | { readonly do: 'end-call'; readonly pick: number; readonly how: CallEnd }
  | { readonly do: 'crash-payment'; readonly pick: number; readonly reached: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'meet-deadlines' }
  | { readonly do: 'bring-deadline-back'; readonly pick: number };

/** A story: how the shop begins, what happens to it, and the choices made while it comes to rest. */
export interface Scenario {
  readonly products: readonly { readonly unitPrice: number; readonly quantity: number }[];
  readonly steps: readonly Step[];
  readonly rest: number;
}

const pick = fc.nat(9_999);
const order = fc.nat(9);
const product = fc.nat(2);
const quantity = fc.integer({ min: 1, max: 4 });
const further = fc.array(fc.record({ pick, again: fc.boolean() }), { maxLength: 2 });
const kind = <const T extends string>(name: T) => fc.constant(name);
const deliver = fc.record({ do: kind('deliver'), pick, further });
const meetDeadlines = fc.record({ do: kind('meet-deadlines') });
/** What may happen while a customer's change is read and not yet written. */
const meanwhile = fc.option(
  fc.oneof(
    deliver,
    meetDeadlines,
    fc.record({ do: kind('confirm'), order }),
    fc.record({ do: kind('cancel'), order }),
  ),
  { nil: undefined, freq: 3 },
);

const customers = [
  {
    weight: 6,
    arbitrary: fc.record({
      do: kind('place'),
      lines: fc.array(fc.record({ product, quantity }), { minLength: 1, maxLength: 3 }),
      hold: fc.boolean(),
      card: fc.constantFrom('card-ok' as const, 'card-ok', 'card-declined', 'card-flaky'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: kind('place-again'), pick }) },
  { weight: 5, arbitrary: fc.record({ do: kind('add'), order, product, quantity, meanwhile }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: kind('remove'),
      order,
      product,
      quantity: fc.option(quantity, { nil: undefined }),
      meanwhile,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: kind('confirm'), order, meanwhile }) },
  { weight: 2, arbitrary: fc.record({ do: kind('cancel'), order, meanwhile }) },
];

const shopkeepers = [
  { weight: 1, arbitrary: fc.record({ do: kind('restock'), product, quantity }) },
  { weight: 1, arbitrary: fc.record({ do: kind('restock-again'), pick }) },
  { weight: 1, arbitrary: fc.record({ do: kind('price'), product, unitPrice: fc.nat(9) }) },
];

const ends: readonly CallEnd[] = ['answered', 'answered', 'answer-lost', 'never-arrived', 'arrives-late'];

const machinery = [
  { weight: 24, arbitrary: deliver },
  { weight: 6, arbitrary: fc.record({ do: kind('deliver-again'), pick }) },
  { weight: 2, arbitrary: fc.record({ do: kind('project'), pick, further }) },
  { weight: 1, arbitrary: fc.record({ do: kind('project-again'), pick }) },
  { weight: 10, arbitrary: fc.record({ do: kind('end-call'), pick, how: fc.constantFrom(...ends) }) },
  { weight: 1, arbitrary: fc.record({ do: kind('crash-payment'), pick, reached: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: kind('wait'), ms: fc.constantFrom(100, 8_000, 360_000, 960_000) }),
  },
  { weight: 2, arbitrary: meetDeadlines },
  { weight: 1, arbitrary: fc.record({ do: kind('bring-deadline-back'), pick }) },
];

/** Any story. Stock is scarce, and something may be had for nothing. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  products: fc.array(fc.record({ unitPrice: fc.nat(9), quantity: fc.nat(20) }), {
    minLength: 3,
    maxLength: 3,
  }),
  steps: fc.array<Step>(fc.oneof(...customers, ...shopkeepers, ...machinery), { maxLength: 70, size: 'max' }),
  rest: pick,
});
