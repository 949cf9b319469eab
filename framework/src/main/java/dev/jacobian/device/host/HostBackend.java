package dev.jacobian.device.host;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Block;
import dev.jacobian.device.Device;
import dev.jacobian.device.Distribution;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.Operand;
import dev.jacobian.device.RandomState;
import dev.jacobian.device.Reduction;
import dev.jacobian.device.ScaledSum;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import java.lang.ref.Reference;

/**
 * Runs kernels as Java loops over arrays on the heap, each on the thread that calls, so that
 * results depend on nothing but the arguments.
 */
public final class HostBackend implements Backend {
  private final MemoryPool memory;
  private final TransferCounter transfers = new TransferCounter();
  private final HostElementwise elementwise = new HostElementwise();

  /**
   * Makes a backend with memory of its own.
   *
   * @param limit the most bytes that its tensors may take
   */
  public HostBackend(long limit) {
    this.memory = new MemoryPool(this, limit);
  }

  @Override
  public Device device() {
    return Device.cpu();
  }

  @Override
  public String description() {
    return "plain Java "
        + Runtime.version().feature()
        + " loops on "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch");
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
  public void elementwise(Expr expression, Operand[] inputs, Operand output) {
    holding(() -> elementwise.run(expression, inputs, output), inputs, output);
  }

  @Override
  public void reduce(Reduction reduction, Operand input, int[] axes, Operand output) {
    holding(() -> HostReduce.run(reduction, input, axes, output), input, output);
  }

  @Override
  public void argmax(Operand input, int axis, Operand output) {
    holding(() -> HostArgmax.run(input, axis, output), input, output);
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
    if (alpha == 1 && beta == 0) {
      holding(() -> HostMatmul.run(a, transposeA, b, transposeB, output), a, b, output);
      return;
    }
    Operand product = new Operand(memory.allocate(output.spec()), output.shape());
    matmul(a, transposeA, b, transposeB, product);
    elementwise(ScaledSum.of(alpha, beta, output.dtype()), new Operand[] {product, output}, output);
  }

  @Override
  public void permute(Operand input, int[] permutation, Operand output) {
    holding(() -> HostPermute.run(input, permutation, output), input, output);
  }

  @Override
  public void slice(Operand input, int axis, long start, long step, Operand output) {
    holding(() -> HostSlice.read(input, axis, start, step, output), input, output);
  }

  @Override
  public void sliceAssign(Operand input, int axis, long start, long step, Operand output) {
    holding(() -> HostSlice.write(input, axis, start, step, output), input, output);
  }

  @Override
  public void indexSelect(Operand input, int axis, Operand indices, Operand output) {
    holding(() -> HostIndexing.select(input, axis, indices, output), input, indices, output);
  }

  @Override
  public void indexAdd(Operand input, int axis, Operand indices, Operand output) {
    holding(() -> HostIndexing.add(input, axis, indices, output), input, indices, output);
  }

  @Override
  public void fill(Operand output, double value) {
    holding(() -> HostBlock.of(output).fill(0, size(output), value), output);
  }

  @Override
  public void random(Distribution distribution, RandomState state, Operand output) {
    holding(() -> HostRandom.run(distribution, state, output), output);
  }

  @Override
  public void copy(Operand input, Operand output) {
    holding(
        () -> HostBlock.of(output).copy(HostBlock.of(input), 0, 1, 0, 1, size(output)),
        input,
        output);
  }

  @Override
  public void upload(Object array, int offset, Operand output) {
    holding(
        () -> System.arraycopy(array, offset, HostBlock.of(output).array(), 0, size(output)),
        output);
    transfers.countUpload(output.spec().byteSize());
  }

  @Override
  public void download(Operand input, Object array, int offset) {
    holding(
        () -> System.arraycopy(HostBlock.of(input).array(), 0, array, offset, size(input)), input);
    transfers.countDownload(input.spec().byteSize());
  }

  @Override
  public Block allocate(DType dtype, long capacity) {
    return HostBlock.allocate(dtype, capacity);
  }

  /** An array holds fewer than 2^31 elements, and every operand lies in one. */
  private static int size(Operand operand) {
    return (int) operand.shape().size();
  }

  /**
   * Runs a kernel while storage stays reachable: were it released, its block would be handed out
   * again although the kernel still works on the array that it has taken out of it.
   */
  private static void holding(Runnable kernel, Object... operands) {
    try {
      kernel.run();
    } finally {
      Reference.reachabilityFence(operands);
    }
  }
}
