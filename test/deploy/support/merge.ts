type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNamedList = (value: unknown): value is (Tree & { readonly name: string })[] =>
  Array.isArray(value) && value.every((item) => isTree(item) && typeof item.name === 'string');

/**
 * A strategic merge, as far as these overlays use it: objects member by member, lists of named things (containers, variables,
 * ports) by name, everything else replaced; null takes a member away.
 */
export function merge(base: unknown, patch: unknown): unknown {
  if (isTree(base) && isTree(patch)) {
    const members = { ...base };
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) delete members[key];
      else members[key] = key in base ? merge(base[key], value) : value;
    }
    return members;
  }
  if (isNamedList(base) && isNamedList(patch)) {
    const kept = base.map((item) => {
      const change = patch.find(({ name }) => name === item.name);
      return change === undefined ? item : merge(item, change);
    });
    return [...kept, ...patch.filter(({ name }) => !base.some((item) => item.name === name))];
  }
  return patch;
}
