/** Asked for all the time, by machines: neither logged, measured nor traced. */
export const probes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);
