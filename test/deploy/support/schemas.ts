import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Secret, Service, ServiceAccount } from 'kubernetes-models/v1';
import ts from 'typescript';
import type { Faults } from './files.ts';
import { type Manifest, titleOf } from './manifest.ts';

const MODELS = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PodDisruptionBudget,
  Secret,
  Service,
  ServiceAccount,
] as const;

const modelOf = ({ apiVersion, kind }: Manifest) =>
  MODELS.find((model) => model.apiVersion === apiVersion && model.kind === kind);

/**
 * Holds each manifest against the schema of its kind, made from the OpenAPI document of Kubernetes: values by the validators of the
 * package, and members that no schema knows, which those let pass, by its types.
 */
export function schemaFaults(manifests: readonly Manifest[]): Faults {
  const unknown = manifests.filter((manifest) => modelOf(manifest) === undefined);
  const known = manifests.filter((manifest) => modelOf(manifest) !== undefined);
  return [
    ...unknown.map((manifest) => `${titleOf(manifest)}: ${manifest.apiVersion} has no such kind`),
    ...known.flatMap(valueFaults),
    ...memberFaults(known),
  ];
}

function valueFaults(manifest: Manifest): Faults {
  const Model = modelOf(manifest) as unknown as new (data: Manifest) => { validate(): void };
  try {
    new Model(manifest).validate();
    return [];
  } catch (error) {
    return [`${titleOf(manifest)}: ${(error as Error).message}`];
  }
}

/** Has the compiler look at the manifests as at literals of their types: it refuses a member too many. */
function memberFaults(manifests: readonly Manifest[]): Faults {
  const path = join(import.meta.dirname, 'rendered-manifests.ts');
  const literals = manifests.map(
    (manifest, index) =>
      `import type { I${manifest.kind} as T${index} } from 'kubernetes-models/${manifest.apiVersion}/${manifest.kind}';` +
      `export const m${index}: T${index} = ${JSON.stringify(manifest)};`,
  );
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  const source = ts.createSourceFile(path, literals.join('\n'), ts.ScriptTarget.ES2024);
  host.fileExists = (asked) => asked === path || fileExists(asked);
  host.getSourceFile = (asked, ...rest) => (asked === path ? source : getSourceFile(asked, ...rest));
  const program = ts.createProgram([path], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(path)).map(({ messageText, start = 0 }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    const manifest = manifests[line] as Manifest;
    return `${titleOf(manifest)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
