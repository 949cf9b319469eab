package dev.jacobian.device.cuda;

import dev.jacobian.device.Arrival;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Block;
import dev.jacobian.device.ByteSize;
import dev.jacobian.device.Device;
import dev.jacobian.device.Hold;
import dev.jacobian.device.MatmulPrecision;
import dev.jacobian.device.MatrixFunction;
import dev.jacobian.device.MatrixOperand;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.Named;
import dev.jacobian.device.Operand;
import dev.jacobian.device.OuterBatch;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.device.ScaledSum;
import dev.jacobian.device.Sequence;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.device.host.blas.Lapack;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes on one GPU. Each method puts its work into one stream of the device and returns, so that
 * the next one finds its result; only what has to be known in the JVM is waited for: elements that
 * are downloaded, and whether an index or an integer division failed. What a compiled program asks
 * for is put there as a whole. What is {@link #send sent} travels on a second stream.
 */
final class CudaBackend implements Backend {
  private static final WorkerThreads ALONE = new WorkerThreads("jacobian-cuda", 1);

  private final Device device;
  private final Driver driver;
  private final MemoryPool memory;
  private final TransferCounter counter = new TransferCounter();
  private final Engine engine;
  private final Transfers transfers;
  private final CudaKernels kernels;
  private final CopyStream copies;
  private final SmallProducts smallProducts;
  private volatile MatmulPrecision precision = MatmulPrecision.HIGHEST;

  /**
   * Makes a backend with a stream of its own.
   *
   * @param limit the most bytes that its tensors may take
   */
  CudaBackend(Device device, Driver driver, long limit) {
    this.device = device;
    this.driver = driver;
    this.memory = new MemoryPool(this, limit);
    this.engine = new Engine(driver, memory);
    this.transfers = new Transfers(engine);
    this.kernels = new CudaKernels(engine);
    this.copies = new CopyStream(engine);
    this.smallProducts = new SmallProducts(kernels);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public String description() {
    DeviceFacts facts = driver.facts();
    return facts.name()
        + " (compute capability "
        + facts.capabilityText()
        + ", "
        + ByteSize.format(facts.memory())
        + "), kernels in CUDA C";
  }

  @Override
  public MemoryPool memory() {
    return memory;
  }

  @Override
  public TransferCounter transfers() {
    return counter;
  }

  @Override
  public boolean takesOffsets() {
    return true;
  }

  @Override
  public void announce(@Nullable Named work, @Nullable Object part) {
    driver.announce(work == null ? "" : part == null ? work.name() : part + ": " + work.name());
  }

  @Override
  public Sequence sequence() {
    return driver.isBlocking() ? Sequence.DIRECT : new Recording(engine);
  }

  @Override
  public MatmulPrecision float32MatmulPrecision() {
    return precision;
  }

  @Override
  public void setFloat32MatmulPrecision(MatmulPrecision precision) {
    this.precision = precision;
  }

  @Override
  public PreparedKernel prepare(Kernel kernel) {
    return kernels.prepare(kernel);
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
    DType dtype = output.dtype();
    if (!dtype.isFloating()) {
      throw new DTypeException("matmul of " + dtype + " operands", "float32 or float64");
    }
    if (output.shape().rank() > 3) {
      OuterBatch.matmul(this, alpha, a, transposeA, b, transposeB, beta, output);
      return;
    }
    MatrixOperand left = MatrixOperand.of(a, transposeA);
    MatrixOperand right = MatrixOperand.of(b, transposeB);
    Operand first = left.rows();
    Operand second = right.rows();
    boolean isZero = dtype == DType.FLOAT32 ? (float) alpha == 0 : alpha == 0;
    if (isZero) {
      // BLAS takes this for no product at all, and would lose the NaN of zero times infinity.
      Operand product = new Operand(memory.allocate(output.spec()), output.shape());
      matmul(a, transposeA, b, transposeB, product);
      scale(alpha, product, beta, output);
      return;
    }
    Hold.take(first, second, output);
    try {
      multiply(alpha, left, right, beta, output);
    } finally {
      Hold.letGo(first, second, output);
    }
  }

  private void scale(double alpha, Operand product, double beta, Operand output) {
    TensorSpec spec = output.spec();
    Output sum = Output.stored(ScaledSum.of(alpha, beta, spec.dtype()), spec.shape());
    prepare(Kernel.of(spec.shape(), List.of(spec, spec), List.of(sum)))
        .run(new Operand[] {product, output}, new double[0], new Operand[] {output});
  }

  /** Multiplies as BLAS does, for which rows are columns: the operands change places. */
  private void multiply(
      double alpha, MatrixOperand a, MatrixOperand b, double beta, Operand output) {
    Shape shape = output.shape();
    Shape left = a.rows().shape();
    long k = left.dim(a.isTransposed() ? -2 : -1);
    if (shape.size() == 0) {
      return;
    }
    if (k == 0) {
      scaleNothing(beta, output);
      return;
    }
    // Eager products too, so that compiled functions have their bits.
    if (smallProducts.multiply(alpha, a, b, k, beta, output)) {
      return;
    }
    long batch = shape.rank() == 3 ? shape.dim(0) : 1;
    engine.put(
        new Work.Multiplication(
            new Product(
                output.dtype(),
                shape.dim(-1),
                shape.dim(-2),
                k,
                alpha,
                matrix(b),
                matrix(a),
                beta,
                matrix(new MatrixOperand(output, false)),
                batch,
                precision == MatmulPrecision.HIGH)));
  }

  private static Product.Matrix matrix(MatrixOperand operand) {
    Operand rows = operand.rows();
    return new Product.Matrix(
        CudaBlock.addressOf(rows),
        operand.isTransposed(),
        MatrixOperand.rowsApart(rows),
        MatrixOperand.matricesApart(rows));
  }

  /** Gives an output what a product of no terms and its factor make of it. */
  private void scaleNothing(double beta, Operand output) {
    TensorSpec spec = output.spec();
    if (beta == 0) {
      prepare(Kernel.filled(spec, 0))
          .runHeld(new Operand[0], new double[0], new Operand[] {output});
      return;
    }
    Expr scaled = new Expr.Input(0, spec.dtype()).mul(beta);
    Kernel kernel =
        Kernel.of(spec.shape(), List.of(spec), List.of(Output.stored(scaled, spec.shape())));
    prepare(kernel).runHeld(new Operand[] {output}, new double[0], new Operand[] {output});
  }

  /** LAPACK computes on the CPU; the elements pass through Java. */
  @Override
  public void apply(MatrixFunction function, Operand[] inputs, Operand output) {
    Lapack.run(ALONE, function, inputs, output);
  }

  @Override
  public void random(RandomKind distribution, RandomState state, Operand output) {
    if (output.shape().size() > 0) {
      Hold.during(() -> CudaRandom.fill(engine, distribution, state, output), output);
    }
  }

  @Override
  public void copy(Operand input, Operand output) {
    long size = output.shape().size();
    if (size == 0) {
      return;
    }
    if (input.layout().isContiguous() && output.layout().isContiguous()) {
      Hold.during(
          () ->
              engine.put(
                  new Work.Copy(
                      CudaBlock.addressOf(output),
                      CudaBlock.addressOf(input),
                      output.spec().byteSize())),
          input,
          output);
      return;
    }
    Shape space = output.shape();
    Layout read = input.layout();
    Load load = new Load(input.dtype(), map(read));
    Store store = new Store.Map(map(output.layout()));
    Output copied = new Output(new Expr.Input(0, input.dtype()), store);
    prepare(new Kernel(space, List.of(load), List.of(copied)))
        .run(new Operand[] {start(input)}, new double[0], new Operand[] {start(output)});
  }

  private static IndexMap map(Layout layout) {
    return IndexMap.of(layout.offset(), layout.strides());
  }

  /** Returns the operand's storage, which its map is counted from. */
  private static Operand start(Operand operand) {
    return new Operand(operand.storage(), Shape.of(operand.storage().size()));
  }

  /** Copies between GPUs, of which each waits for what the other does with its memory. */
  @Override
  public boolean copyFromPeer(Operand input, Operand output) {
    if (!(input.storage().backend() instanceof CudaBackend peer)) {
      return false;
    }
    long bytes = output.spec().byteSize();
    if (bytes > 0) {
      Hold.during(() -> copyFromPeer(peer, input, output, bytes), input, output);
    }
    peer.counter.countDownload(bytes);
    counter.countUpload(bytes);
    return true;
  }

  private void copyFromPeer(CudaBackend peer, Operand input, Operand output, long bytes) {
    long from = CudaBlock.addressOf(input);
    long to = CudaBlock.addressOf(output);
    engine.order(peer.engine.mark());
    engine.direct(stream -> driver.copyFromPeer(to, peer.driver, from, bytes, stream));
    peer.engine.order(engine.mark());
  }

  @Override
  public void synchronize() {
    engine.direct(driver::synchronize);
    copies.synchronize();
  }

  @Override
  public void upload(Object array, int offset, Operand output) {
    int count = Math.toIntExact(output.shape().size());
    Hold.during(
        () -> transfers.upload(array, offset, output.dtype(), CudaBlock.addressOf(output), count),
        output);
    counter.countUpload(output.spec().byteSize());
  }

  @Override
  public Arrival send(Object[] arrays, Operand[] outputs) {
    long bytes = 0;
    for (Operand output : outputs) {
      bytes += output.spec().byteSize();
    }
    if (bytes > CopyStream.MOST_BYTES) {
      return Backend.super.send(arrays, outputs);
    }
    Arrival arrival;
    Hold.take(outputs);
    try {
      arrival = copies.send(arrays, outputs);
    } finally {
      Hold.letGo(outputs);
    }
    for (Operand output : outputs) {
      counter.countUpload(output.spec().byteSize());
    }
    return arrival;
  }

  @Override
  public void download(Operand input, Object array, int offset) {
    int count = Math.toIntExact(input.shape().size());
    Hold.during(
        () -> transfers.download(CudaBlock.addressOf(input), input.dtype(), array, offset, count),
        input);
    counter.countDownload(input.spec().byteSize());
  }

  @Override
  public Block allocate(DType dtype, long capacity) {
    driver.enter();
    long bytes = Math.multiplyExact(capacity, (long) dtype.byteSize());
    try {
      return new CudaBlock(engine, driver.allocate(bytes), bytes);
    } catch (MemoryException e) {
      if (!engine.reclaim()) {
        throw e;
      }
      return new CudaBlock(engine, driver.allocate(bytes), bytes);
    }
  }
}
