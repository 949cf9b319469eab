package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Block;
import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.Device;
import dev.jacobian.device.Hold;
import dev.jacobian.device.MatrixFunction;
import dev.jacobian.device.MatrixOperand;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PartTask;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.device.ScaledSum;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.device.host.blas.HostMatmul;
import dev.jacobian.device.host.blas.Lapack;
import dev.jacobian.device.host.blas.ProductLibrary;
import dev.jacobian.device.host.convolution.DirectConvolution;
import dev.jacobian.device.host.convolution.HostConvolution;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.device.host.loop.HostKernels;
import dev.jacobian.device.host.loop.HostPut;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.HostMemory;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.c.CFunction;
import dev.jacobian.kernel.c.CKernels;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.kernel.java.KernelCompiler;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Runs kernels as Java loops over blocks of memory outside the heap, and products of large matrices
 * by BLAS. Large kernels are divided over a pool of threads; results do not depend on their number.
 */
public final class HostBackend implements Backend {
  private final MemoryPool memory;
  private final TransferCounter transfers = new TransferCounter();
  private final HostEngine engine;
  private final HostKernels kernels;
  private final HostMatmul matmul;

  /**
   * Makes a backend with memory and threads of its own.
   *
   * @param limit the most bytes that its tensors may take
   * @param threads how many threads compute, the caller's included
   */
  public HostBackend(long limit, int threads) {
    this(limit, threads, null);
  }

  HostBackend(long limit, int threads, @Nullable CKernels functions) {
    this(limit, threads, functions, new KernelCompiler());
  }

  /**
   * Makes a backend with memory and threads of its own.
   *
   * @param limit the most bytes that its tensors may take
   * @param threads how many threads compute, the caller's included
   * @param functions kernels in C, or null to compute in Java alone
   * @param compiler of kernels in Java
   */
  HostBackend(long limit, int threads, @Nullable CKernels functions, KernelCompiler compiler) {
    this.memory = new MemoryPool(this, limit);
    this.engine = new HostEngine(new WorkerThreads("jacobian-host", threads), compiler, functions);
    this.kernels = new HostKernels(engine);
    this.matmul = new HostMatmul(engine.threads());
  }

  @Override
  public Device device() {
    return Device.cpu();
  }

  @Override
  public String description() {
    int threads = engine.threads().threads();
    return "Java "
        + Runtime.version().feature()
        + " loops on "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads")
        + ", products by "
        + ProductLibrary.load().summary();
  }

  @Override
  public MemoryPool memory() {
    return memory;
  }

  @Override
  public TransferCounter transfers() {
    return transfers;
  }

  @Override
  public boolean takesOffsets() {
    return true;
  }

  @Override
  public void inParts(int parts, PartTask task) {
    WorkerThreads threads = engine.threads();
    // Threads that no part is left for would have more of each part's own work.
    if (2 * parts >= threads.threads()) {
      threads.run(parts, task);
    } else {
      Backend.super.inParts(parts, task);
    }
  }

  @Override
  public PreparedKernel prepare(Kernel kernel) {
    return kernels.prepare(kernel, engine.compiler()::compile);
  }

  /**
   * Makes a kernel ready with code from elsewhere.
   *
   * @param bodies gives the expressions of a kernel that reads no reduction of its own as code
   */
  public PreparedKernel prepare(Kernel kernel, Function<Kernel, KernelBody> bodies) {
    return kernels.prepare(kernel, bodies);
  }

  @Override
  public void matmul(
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output) {
    if (!MatrixOperand.hasRows(a) || !MatrixOperand.hasRows(b)) {
      MatrixOperand left = MatrixOperand.of(a, transposeA);
      MatrixOperand right = MatrixOperand.of(b, transposeB);
      boolean turnA = left.isTransposed();
      matmul(alpha, left.rows(), turnA, right.rows(), right.isTransposed(), beta, output);
      return;
    }
    if (!HostMatmul.isZero(alpha, output.dtype())) {
      Hold.take(a, b, output);
      try {
        int strips = matmul.run(alpha, a, transposeA, b, transposeB, beta, output);
        Mirror.belowDiagonal(engine, output, strips);
      } finally {
        Hold.letGo(a, b, output);
      }
      return;
    }
    Operand product = new Operand(memory.allocate(output.spec()), output.shape());
    matmul(a, transposeA, b, transposeB, product);
    TensorSpec spec = output.spec();
    Output sum = Output.stored(ScaledSum.of(alpha, beta, spec.dtype()), spec.shape());
    prepare(Kernel.of(spec.shape(), List.of(spec, spec), List.of(sum)))
        .run(new Operand[] {product, output}, new double[0], new Operand[] {output});
  }

  @Override
  public void convolve(
      ConvolutionShape shape,
      ConvolutionPart result,
      Operand input,
      Operand weight,
      Operand output) {
    Operand computed =
        switch (result) {
          case INPUT -> input;
          case WEIGHT -> weight;
          case OUTPUT -> output;
        };
    boolean isNothing =
        input.shape().size() == 0 || weight.shape().size() == 0 || output.shape().size() == 0;
    if (isNothing) {
      prepare(Kernel.filled(computed.spec(), 0))
          .run(new Operand[0], new double[0], new Operand[] {computed});
      return;
    }
    Hold.take(input, weight, output);
    try {
      DirectConvolution direct = DirectConvolution.of(shape, result, input, weight, output);
      CFunction function =
          direct == null
              ? null
              : engine.convolution(output.dtype(), output.shape().size() * weight.shape().dim(1));
      if (direct == null || function == null) {
        HostConvolution.run(engine, shape, result, input, weight, output);
      } else {
        direct.run(engine, function);
      }
    } finally {
      Hold.letGo(input, weight, output);
    }
  }

  @Override
  public void apply(MatrixFunction function, Operand[] inputs, Operand output) {
    Lapack.run(engine.threads(), function, inputs, output);
  }

  @Override
  public void random(RandomKind distribution, RandomState state, Operand output) {
    Hold.during(() -> HostRandom.run(engine, distribution, state, output), output);
  }

  @Override
  public void put(Operand input, int axis, Operand indices, Operand output) {
    Hold.during(() -> HostPut.put(engine, input, axis, indices, output), input, indices, output);
  }

  @Override
  public void copy(Operand input, Operand output) {
    Hold.during(() -> HostCopies.copy(engine, input, output), input, output);
  }

  @Override
  public void upload(Object array, int offset, Operand output) {
    Hold.during(() -> HostCopies.upload(array, offset, output), output);
    transfers.countUpload(output.spec().byteSize());
  }

  @Override
  public void download(Operand input, Object array, int offset) {
    Hold.during(() -> HostCopies.download(input, array, offset), input);
    transfers.countDownload(input.spec().byteSize());
  }

  @Override
  public Block allocate(DType dtype, long capacity) {
    return HostBlock.over(dtype, HostMemory.allocate(dtype, capacity));
  }

  @Override
  public void releaseFreed() {
    HostMemory.releaseFreed();
  }

  /**
   * Returns a block over memory of another object, which it keeps reachable. Freeing it leaves that
   * memory alone.
   *
   * @param start the first element
   * @param size how many elements there are
   */
  public Block blockOver(Pointer start, long size, DType dtype, Object owner) {
    return HostBlock.over(dtype, HostMemory.borrowed(start, size * dtype.byteSize(), owner));
  }

  /** Returns what the memory of an operand's storage belongs to, if not to this backend. */
  public Optional<Object> ownerOf(Operand operand) {
    return Optional.ofNullable(HostBlock.whole(operand).owner());
  }

  /** Returns the address of the first element of an operand's storage; it keeps nothing alive. */
  public Pointer pointerTo(Operand operand) {
    return HostBlock.whole(operand).pointer();
  }
}
