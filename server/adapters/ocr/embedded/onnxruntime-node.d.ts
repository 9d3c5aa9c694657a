/** The part of the package that is used here; it ships no types of its own. */
declare module 'onnxruntime-node' {
  export class Tensor {
    constructor(type: 'float32', data: Float32Array, dims: readonly number[]);
    readonly data: unknown;
    readonly dims: readonly number[];
  }

  export class InferenceSession {
    static create(path: string, options: SessionOptions): Promise<InferenceSession>;
    readonly inputNames: readonly string[];
    run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  }

  export interface SessionOptions {
    /** Threads that share the work of one operation. */
    readonly intraOpNumThreads: number;
    readonly enableCpuMemArena: boolean;
    readonly enableMemPattern: boolean;
  }
}
