/** Where a value is inside JSON: names of properties and places in lists. */
export type Path = readonly (string | number)[];

type Container = Record<string | number, unknown>;

/**
 * Every place that a dotted path leads to: through objects by name, through a list to each of its elements. What is not
 * there, or null on the way, leads nowhere.
 * @throws TypeError when it leads into something that is no object: personal data would stay where it is
 */
export function placesOf(data: unknown, field: string): Path[] {
  return follow(data, field.split('.'), []);
}

function follow(value: unknown, names: readonly string[], path: Path): Path[] {
  const [name, ...rest] = names;
  if (name === undefined) return value === undefined ? [] : [path];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((element, place) => follow(element, names, [...path, place]));
  if (typeof value !== 'object') throw new TypeError(`${path.join('.') || 'the data'} is no object`);
  if (!Object.hasOwn(value, name)) return [];
  return follow((value as Container)[name], rest, [...path, name]);
}

/** Puts another value where a path leads; false when there is nothing. */
export function replaceAt(data: unknown, path: Path, replace: (value: unknown) => unknown): boolean {
  let holder = data;
  for (const step of path.slice(0, -1)) {
    if (!holds(holder, step)) return false;
    holder = holder[step];
  }
  const last = path.at(-1);
  if (last === undefined || !holds(holder, last)) return false;
  holder[last] = replace(holder[last]);
  return true;
}

function holds(value: unknown, step: string | number): value is Container {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step);
}
