import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Files, yamlOf, yamlsOf } from './files.ts';
import type { Labels, Manifest } from './manifest.ts';
import { merge } from './merge.ts';

interface Kustomization {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly configMapGenerator?: readonly ConfigMapSource[];
  readonly images?: readonly { readonly name: string; readonly newTag: string }[];
  readonly patches?: readonly { readonly path: string }[];
}

interface ConfigMapSource {
  readonly name: string;
  readonly behavior?: 'merge';
  readonly literals: readonly string[];
}

const UNDERSTOOD = ['apiVersion', 'kind', 'namespace', 'resources', 'configMapGenerator', 'images', 'patches'];

interface Layer {
  readonly manifests: readonly Manifest[];
  readonly settings: ReadonlyMap<string, Labels>;
}

/**
 * Does what `kubectl kustomize` does, as far as deploy/ uses it, so that the manifests can be checked where there is no kubectl.
 * Where there is one, a test compares both.
 * @throws Error at anything that it does not know.
 */
export function render(files: Files, folder: string): Manifest[] {
  const { namespace } = kustomizationIn(files, folder);
  const { manifests, settings } = layer(files, folder);
  const hashed = new Map([...settings].map(([name, data]) => [name, `${name}-${hashOf(data)}`]));
  const configMaps = [...settings].map(([name, data]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: hashed.get(name) as string },
    data,
  }));
  return [...configMaps, ...manifests.map((manifest) => refer(manifest, hashed) as Manifest)].map((manifest) => ({
    ...manifest,
    metadata: { ...manifest.metadata, ...(namespace === undefined ? {} : { namespace }) },
  }));
}

function kustomizationIn(files: Files, folder: string): Kustomization {
  const path = join(folder, 'kustomization.yaml');
  const kustomization = yamlOf<Kustomization>(files, path);
  const strange = Object.keys(kustomization).filter((key) => !UNDERSTOOD.includes(key));
  if (strange.length > 0) throw new Error(`${path}: ${strange.join(', ')} is not understood`);
  return kustomization;
}

function layer(files: Files, folder: string): Layer {
  const { resources, configMapGenerator = [], images = [], patches = [] } = kustomizationIn(files, folder);
  const settings = new Map<string, Labels>();
  let manifests: Manifest[] = [];
  for (const resource of resources) {
    const path = join(folder, resource);
    if (resource.endsWith('.yaml')) manifests.push(...yamlsOf<Manifest>(files, path));
    else {
      const below = layer(files, path);
      manifests.push(...below.manifests);
      for (const [name, data] of below.settings) settings.set(name, data);
    }
  }
  for (const { name, behavior, literals } of configMapGenerator) {
    const before = settings.get(name);
    if ((behavior === 'merge') !== (before !== undefined)) throw new Error(`${folder}: ${name} can't be made this way`);
    settings.set(name, { ...before, ...dataOf(literals) });
  }
  for (const { path } of patches) {
    for (const patch of yamlsOf<Manifest>(files, join(folder, path))) manifests = patched(manifests, patch);
  }
  return {
    manifests: images.reduce((all, image) => all.map((each) => retag(each, image) as Manifest), manifests),
    settings,
  };
}

function patched(manifests: readonly Manifest[], patch: Manifest): Manifest[] {
  const meant = ({ apiVersion, kind, metadata }: Manifest) =>
    apiVersion === patch.apiVersion && kind === patch.kind && metadata.name === patch.metadata.name;
  if (!manifests.some(meant)) throw new Error(`a patch finds no ${patch.kind} ${patch.metadata.name}`);
  return manifests.map((manifest) => (meant(manifest) ? (merge(manifest, patch) as Manifest) : manifest));
}

function dataOf(literals: readonly string[]): Labels {
  return Object.fromEntries(
    literals.map((literal) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)]),
  );
}

/** Gives images their tags, and leaves the rest of the tree as it is. */
function retag(tree: unknown, image: { readonly name: string; readonly newTag: string }): unknown {
  return walk(tree, (key, value) => (key === 'image' && value === image.name ? `${value}:${image.newTag}` : value));
}

/** Puts the hashed names where the plain ones are referred to. */
function refer(tree: unknown, names: ReadonlyMap<string, string>): unknown {
  return walk(tree, (key, value) => {
    if (key !== 'configMapRef') return value;
    const { name } = value as { name: string };
    return { name: names.get(name) ?? name };
  });
}

function walk(tree: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(tree)) return tree.map((item) => walk(item, change));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, walk(change(key, value), change)]));
}

/** Letters that kustomize takes in place of others, so that no words arise. */
const INSTEAD: Labels = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** As kustomize does it: the name is no part of it. */
function hashOf(data: Labels): string {
  const sorted = Object.fromEntries(Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const text = JSON.stringify({ data: sorted, kind: 'ConfigMap', name: '' });
  const digest = createHash('sha256').update(text).digest('hex');
  return [...digest.slice(0, 10)].map((letter) => INSTEAD[letter] ?? letter).join('');
}
