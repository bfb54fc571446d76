import { z } from 'zod';

/** Where a list goes on, as an opaque text that fits into a URL. Read it back with `cursorParameter`. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The query parameter `cursor`: a text of `encodeCursor` whose position fits the schema; anything else is a fault. */
export function cursorParameter<S extends z.ZodType>(position: S) {
  return z.string('must be given once').transform((text, context): z.output<S> => {
    const result = position.safeParse(decode(text));
    if (result.success) return result.data;
    context.addIssue({ code: 'custom', message: 'is no cursor of this list' });
    return z.NEVER;
  });
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
