import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { describeUnless } from '../support/unless.ts';
import { project, withChange } from './support/files.ts';
import { render } from './support/kustomize.ts';
import type { Manifest } from './support/manifest.ts';

const ROOT = join(import.meta.dirname, '../..');
const OVERLAYS = ['deploy/overlays/staging', 'deploy/overlays/production'];

const kubectl = spawnSync('kubectl', ['kustomize', OVERLAYS[0] as string], { cwd: ROOT, encoding: 'utf8' });
// Its own output is the judge of ours: without it there is nothing to compare with.
const missing = kubectl.error === undefined ? null : 'there is no kubectl here to compare with';

const inOrder = (manifests: readonly Manifest[]) =>
  manifests.toSorted((a, b) => (`${a.kind} ${a.metadata.name}` < `${b.kind} ${b.metadata.name}` ? -1 : 1));

describeUnless(missing, 'the renderer of the tests', () => {
  it.each(OVERLAYS)('makes of %s what kustomize makes of it, hashed names included', (overlay) => {
    const { stdout } = spawnSync('kubectl', ['kustomize', overlay], { cwd: ROOT, encoding: 'utf8' });
    const byKustomize = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    expect(inOrder(render(project, overlay))).toEqual(inOrder(byKustomize));
  });
});

describe('an overlay', () => {
  it('is refused when a patch is meant for nothing', () => {
    const files = withChange('deploy/overlays/staging/autoscaler.yaml', 'name: kkotgil-api', 'name: kkotgil-apo');
    expect(() => render(files, 'deploy/overlays/staging')).toThrow(
      'a patch finds no HorizontalPodAutoscaler kkotgil-apo',
    );
  });

  it('is refused when it uses what the renderer does not know', () => {
    const files = withChange('deploy/overlays/staging/kustomization.yaml', 'namespace:', 'namePrefix: x-\nnamespace:');
    expect(() => render(files, 'deploy/overlays/staging')).toThrow('namePrefix is not understood');
  });

  it('is refused when it changes settings that are not there', () => {
    const files = withChange('deploy/overlays/staging/kustomization.yaml', '- name: kkotgil-config', '- name: other');
    expect(() => render(files, 'deploy/overlays/staging')).toThrow("other can't be made this way");
  });
});
