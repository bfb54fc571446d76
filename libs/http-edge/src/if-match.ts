import type { Request } from 'express';

/** Whether a thing with this entity tag (without its quotes) is what the request was made for. */
export type TagGuard = (tag: string) => boolean;

// RFC 9110, 8.8.3: an opaque tag is any visible characters but the quote.
const tag = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"';
const listForm = new RegExp(`^[ \\t,]*${tag}(?:[ \\t]*,[ \\t,]*${tag})*[ \\t,]*$`);
const eachTag = new RegExp(tag, 'g');

/**
 * What the request's `If-Match` (RFC 9110, 13.1.1) accepts; undefined when it has none. `*` accepts every tag, weak tags
 * and what is no list of tags accept none: a request that means to be guarded is never carried out unguarded.
 */
export function ifMatchOf(request: Request): TagGuard | undefined {
  const field = request.get('if-match');
  if (field === undefined) return undefined;
  if (field.trim() === '*') return () => true;
  const given = new Set(listForm.test(field) ? field.match(eachTag) : []);
  return (current) => given.has(`"${current}"`);
}
