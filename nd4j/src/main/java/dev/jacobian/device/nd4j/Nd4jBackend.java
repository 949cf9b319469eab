package dev.jacobian.device.nd4j;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Block;
import dev.jacobian.device.Device;
import dev.jacobian.device.Hold;
import dev.jacobian.device.MatrixFunction;
import dev.jacobian.device.MatrixOperand;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.device.Operand;
import dev.jacobian.device.OuterBatch;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.device.ScaledSum;
import dev.jacobian.device.Storage;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.device.host.blas.Lapack;
import dev.jacobian.device.nd4j.call.LoopThreads;
import dev.jacobian.device.nd4j.call.MainMemory;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Nd4jBlock;
import dev.jacobian.device.nd4j.kernel.Copies;
import dev.jacobian.device.nd4j.kernel.ElementwiseKernels;
import dev.jacobian.device.nd4j.kernel.IndexKernels;
import dev.jacobian.device.nd4j.kernel.Matmul;
import dev.jacobian.device.nd4j.kernel.RandomNumbers;
import dev.jacobian.device.nd4j.kernel.ReductionKernels;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;

/**
 * Computes with ND4J on the CPU or on one GPU. Empty operands are dealt with here; ND4J never sees
 * one. On a GPU each method waits for its result, so that any thread may use it next.
 */
public final class Nd4jBackend implements Backend, ArrayMemory {
  private static final WorkerThreads ALONE = new WorkerThreads("jacobian-nd4j", 1);

  private final Device device;
  private final MemoryPool memory;
  private final TransferCounter transfers = new TransferCounter();
  private final NativeCalls calls;
  private final LoopThreads loopThreads;
  private final Copies copies;
  private final ElementwiseKernels elementwise;
  private final Matmul matmul;
  private final ReductionKernels reductions;
  private final IndexKernels indexing;
  private final RandomNumbers randomNumbers;

  private Nd4jBackend(Device device, NativeOps ops, long memoryLimit) {
    this.device = device;
    this.memory = new MemoryPool(this, memoryLimit);
    this.calls = new NativeCalls(ops, device);
    this.loopThreads = new LoopThreads(ops, !device.isCuda());
    calls.enter();
    this.copies = new Copies(calls);
    this.elementwise = new ElementwiseKernels(memory, calls, copies);
    this.matmul = new Matmul(calls, copies);
    this.reductions = new ReductionKernels(memory, calls, copies, matmul);
    this.indexing = new IndexKernels(memory, calls, copies);
    this.randomNumbers = new RandomNumbers(ops);
  }

  static Nd4jBackend start(Device device) {
    NativeOps ops = Nd4jRuntime.load(device.kind());
    return new Nd4jBackend(
        device, ops, MemorySettings.limitOr(Nd4jMemory.defaultLimit(device, ops)));
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public String description() {
    return Nd4jFacts.of(calls.ops(), device.kind()).summary();
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
  public PreparedKernel prepare(Kernel kernel) {
    return new UnfusedKernel(this, kernel);
  }

  /** Computes an expression for each position of the output. */
  void elementwise(Expr expression, Operand[] inputs, Operand output) {
    if (isEmpty(output)) {
      return;
    }
    Operand[] all = Arrays.copyOf(inputs, inputs.length + 1);
    all[inputs.length] = output;
    call(() -> elementwise.run(expression, inputs, output), all);
  }

  /** Reduces some axes, which are rising; none means that the input is copied. */
  void reduce(Reducer reduction, Operand input, int[] axes, Operand output) {
    if (isEmpty(output)) {
      return;
    }
    call(() -> reductions.reduce(reduction, input, axes, output), input, output);
  }

  /** Finds the first largest element along an axis. */
  void argmax(Operand input, int axis, Operand output) {
    if (isEmpty(output)) {
      return;
    }
    call(() -> reductions.argmax(input, axis, output), input, output);
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
    if (isEmpty(output)) {
      return;
    }
    if (output.shape().rank() > 3) {
      OuterBatch.matmul(this, alpha, a, transposeA, b, transposeB, beta, output);
      return;
    }
    MatrixOperand left = MatrixOperand.of(a, transposeA);
    MatrixOperand right = MatrixOperand.of(b, transposeB);
    multiply(
        alpha,
        left.rows().packed(),
        left.isTransposed(),
        right.rows().packed(),
        right.isTransposed(),
        beta,
        output);
  }

  private void multiply(
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output) {
    Hold.during(
        () -> {
          if (matmul.canScale(a, b, output) || (alpha == 1 && beta == 0)) {
            run(
                () -> matmul.apply(alpha, a, transposeA, b, transposeB, beta, output),
                a,
                b,
                output);
            return;
          }
          Storage product = memory.allocate(output.spec());
          Operand scaled = new Operand(product, output.shape());
          call(() -> matmul.apply(1, a, transposeA, b, transposeB, 0, scaled), a, b, scaled);
          elementwise(
              ScaledSum.of(alpha, beta, output.dtype()), new Operand[] {scaled, output}, output);
        },
        a,
        b,
        output);
  }

  /** ND4J has no such functions for batches, nor all of them; the elements pass through Java. */
  @Override
  public void apply(MatrixFunction function, Operand[] inputs, Operand output) {
    Lapack.run(ALONE, function, inputs, output);
  }

  /** Picks entries along an axis. */
  void indexSelect(Operand input, int axis, Operand indices, Operand output) {
    call(() -> indexing.select(input, axis, indices, output), input, indices, output);
  }

  /** Adds entries along an axis, in their order. */
  void indexAdd(Operand input, int axis, Operand indices, Operand output) {
    call(() -> indexing.add(input, axis, indices, output), input, indices, output);
  }

  /** Sets every element. */
  void fill(Operand output, double value) {
    if (isEmpty(output)) {
      return;
    }
    call(() -> copies.fill(output, value), output);
  }

  /**
   * Makes the numbers in Java; for a GPU they pass through main memory, which is not counted as a
   * transfer.
   */
  @Override
  public void random(RandomKind distribution, RandomState state, Operand output) {
    if (isEmpty(output)) {
      return;
    }
    call(() -> randomNumbers.fill(distribution, state, output), output);
  }

  @Override
  public void copy(Operand input, Operand output) {
    if (isEmpty(output)) {
      return;
    }
    call(() -> copies.copy(input, output), input, output);
  }

  @Override
  public void upload(Object array, int offset, Operand output) {
    int count = Math.toIntExact(output.shape().size());
    if (count > 0) {
      call(
          () -> MainMemory.write(calls.ops(), NativeCalls.block(output), array, offset, count),
          output);
    }
    transfers.countUpload(output.spec().byteSize());
  }

  @Override
  public void download(Operand input, Object array, int offset) {
    int count = Math.toIntExact(input.shape().size());
    if (count > 0) {
      call(
          () -> MainMemory.read(calls.ops(), NativeCalls.block(input), array, offset, count),
          input);
    }
    transfers.countDownload(input.spec().byteSize());
  }

  /**
   * Allocates through ND4J.
   *
   * @throws MemoryException if there is no more
   */
  @Override
  public Block allocate(DType dtype, long capacity) {
    calls.enter();
    return Nd4jMemory.allocate(device, dtype, capacity);
  }

  @Override
  public Block blockOver(DataBuffer data, DType dtype) {
    return Nd4jBlock.sharing(data);
  }

  @Override
  public Shared bufferOver(Operand operand, DataType type) {
    Nd4jBlock block = NativeCalls.block(operand);
    return block.isOwned()
        ? new Shared(Nd4j.createBuffer(block.data(), 0, operand.storage().size()), true)
        : new Shared(block.data(), false);
  }

  /** Returns libnd4j's calls, for the bridge to arrays. */
  NativeCalls calls() {
    return calls;
  }

  private static boolean isEmpty(Operand operand) {
    return operand.shape().size() == 0;
  }

  /** Runs a kernel; until it has ended, the memory that it works on stays where it is. */
  private void call(Runnable kernel, Operand... operands) {
    Hold.during(() -> run(kernel, operands), operands);
  }

  private void run(Runnable kernel, Operand... operands) {
    calls.enter();
    loopThreads.run(kernel, operands);
    calls.await();
  }
}
