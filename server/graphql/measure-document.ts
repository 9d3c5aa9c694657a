import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** Entries of a page at most; connections clamp to it. */
const MAX_PAGE = 100;
/** Entries of a page when the caller names no number. */
const DEFAULT_PAGE = 20;
/** Entries a list without pages is reckoned to have. */
const PLAIN_LIST = 10;

/** How much an operation may make the hub do. */
export interface Measure {
  /** Fields that may be resolved, lists multiplied by their size. */
  readonly cost: number;
  /** Fields below each other. */
  readonly depth: number;
}

/** With a schema lists count by their size, without one every list counts as one entry. */
export interface Sizing {
  readonly schema: GraphQLSchema;
  readonly variables: Readonly<Record<string, unknown>>;
}

const NOTHING: Measure = { cost: 0, depth: 0 };

/**
 * Measures an operation before it runs. A fragment is measured once however often it is spread, so measuring takes time
 * in proportion to the text; one that spreads itself counts as nothing (validation refuses it).
 */
export function measureDocument(document: DocumentNode, operationName?: string | null, sizing?: Sizing): Measure {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const wanted = operationName ? operations.filter((node) => node.name?.value === operationName) : operations;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const walk = new Walk(fragments, sizing);
  return wanted.map((operation) => walk.measureOperation(operation)).reduce(side, NOTHING);
}

function side(a: Measure, b: Measure): Measure {
  return { cost: a.cost + b.cost, depth: Math.max(a.depth, b.depth) };
}

class Walk {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #sizing: Sizing | undefined;
  readonly #measured = new Map<string, Measure>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, sizing: Sizing | undefined) {
    this.#fragments = fragments;
    this.#sizing = sizing;
  }

  measureOperation(operation: OperationDefinitionNode): Measure {
    const root = this.#sizing?.schema.getRootType(operation.operation) ?? undefined;
    return this.#selection(operation.selectionSet, root);
  }

  #selection(set: SelectionSetNode, parent: GraphQLNamedType | undefined): Measure {
    let sum = NOTHING;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) sum = side(sum, this.#field(node, parent));
      else if (node.kind === Kind.FRAGMENT_SPREAD) sum = side(sum, this.#fragment(node.name.value));
      else {
        const named = node.typeCondition?.name.value;
        sum = side(sum, this.#selection(node.selectionSet, named === undefined ? parent : this.#type(named)));
      }
    }
    return sum;
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    if (!fragment) return NOTHING;
    this.#measured.set(name, NOTHING);
    const measure = this.#selection(fragment.selectionSet, this.#type(fragment.typeCondition.name.value));
    this.#measured.set(name, measure);
    return measure;
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined): Measure {
    if (!node.selectionSet) return { cost: 1, depth: 1 };
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const below = this.#selection(node.selectionSet, field && getNamedType(field.type));
    return { cost: 1 + this.#size(node, field) * below.cost, depth: 1 + below.depth };
  }

  #type(name: string): GraphQLNamedType | undefined {
    return this.#sizing?.schema.getType(name);
  }

  /** Entries below a field. The edges of a connection were counted at the connection. */
  #size(node: FieldNode, field: GraphQLField<unknown, unknown> | undefined): number {
    if (!field) return 1;
    const paged = field.args.filter((arg) => arg.name === 'first' || arg.name === 'last');
    if (paged.length > 0) {
      const sizes = paged.map((arg) => this.#argument(node, arg.name) ?? numberOr(arg.defaultValue, 0));
      return Math.min(MAX_PAGE, Math.max(1, Math.max(...sizes) || DEFAULT_PAGE));
    }
    return isListType(getNullableType(field.type)) && field.name !== 'edges' ? PLAIN_LIST : 1;
  }

  #argument(node: FieldNode, name: string): number | undefined {
    const value: ValueNode | undefined = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value?.kind === Kind.INT) return Number(value.value);
    if (value?.kind !== Kind.VARIABLE) return undefined;
    const given = this.#sizing?.variables[value.name.value];
    // A variable that is not given may have any default: reckon with a full page.
    return given === undefined ? MAX_PAGE : numberOr(given, 0);
  }
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}
