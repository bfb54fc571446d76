/**
 * Whether nothing of it can have been written: the server said what was wrong with a statement, or nothing was sent.
 * After a lost connection nobody knows; repeating could then write twice.
 */
export function wasRolledBack(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (code === 'append-invalid' || code === 'subject-forgotten' || code === 'subject-key-unreadable')
    return true;
  return (
    typeof code === 'string' && (code === '55P03' || /^(21|22|23|26|40|42|54|P0)[0-9A-Z]{3}$/.test(code))
  );
}
