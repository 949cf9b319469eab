package dev.jacobian.device;

import dev.jacobian.device.host.blas.Lapack;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The plain loops of {@link Reference} as a backend: a second device for tests, on a machine that
 * has only one. It is slow.
 */
public final class ReferenceBackend implements Backend {
  private static final WorkerThreads ALONE = new WorkerThreads("reference", 1);
  private static final long LIMIT = 1L << 30;

  private final Device device;
  private final MemoryPool memory = new MemoryPool(this, LIMIT);
  private final TransferCounter transfers = new TransferCounter();

  private ReferenceBackend(Device device) {
    this.device = device;
  }

  /** Elements as a Java array of double, whatever their type is. */
  private record JavaBlock(double[] data) implements Block {
    @Override
    public void free() {}
  }

  /**
   * Returns the reference backend of a device, after putting it into the table of backends under
   * that device: no provider could offer it without offering it to every test.
   */
  @SuppressWarnings("unchecked")
  public static Backend install(Device device) {
    try {
      Field started = Backends.class.getDeclaredField("STARTED");
      started.setAccessible(true);
      return ((Map<Device, Backend>) started.get(null))
          .computeIfAbsent(device, ReferenceBackend::new);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the table of backends has changed", e);
    }
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public String description() {
    return "plain loops in double, for tests";
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
  public void matmul(
      double alpha,
      Operand a,
      boolean transposeA,
      Operand b,
      boolean transposeB,
      double beta,
      Operand output) {
    Shape result = output.shape();
    Values left = straight(read(a), transposeA);
    Values right = straight(read(b), transposeB);
    int batch = (int) result.product(0, result.rank() - 2);
    double[] product =
        Reference.matmul(
            left.data(),
            right.data(),
            batch,
            (int) result.dim(-2),
            (int) left.shape().dim(-1),
            (int) result.dim(-1));
    double[] before = beta == 0 ? new double[product.length] : read(output).data();
    for (int i = 0; i < product.length; i++) {
      product[i] = alpha * product[i] + beta * before[i];
    }
    write(Values.of(output.dtype(), result, product), output);
  }

  private static Values straight(Values values, boolean transposed) {
    if (!transposed) {
      return values;
    }
    return switch (values.shape().rank()) {
      case 2 -> Reference.permute(values, 1, 0);
      case 3 -> Reference.permute(values, 0, 2, 1);
      default -> Reference.permute(values, 0, 1, 3, 2);
    };
  }

  @Override
  public void apply(MatrixFunction function, Operand[] inputs, Operand output) {
    Lapack.run(ALONE, function, inputs, output);
  }

  @Override
  public PreparedKernel prepare(Kernel kernel) {
    return (inputs, parameters, outputs) -> {
      List<Values> read = Arrays.stream(inputs).map(ReferenceBackend::read).toList();
      List<Values> targets = Arrays.stream(outputs).map(ReferenceBackend::read).toList();
      List<Values> results =
          KernelReference.run(new RandomKernels.Sample(kernel, read, targets, parameters));
      for (int i = 0; i < outputs.length; i++) {
        write(changed(targets.get(i), results.get(i), read(outputs[i])), outputs[i]);
      }
    };
  }

  /** Returns what an output holds after a run, some of whose elements another one may have. */
  private static Values changed(Values before, Values after, Values present) {
    return Values.generate(
        after.dtype(),
        after.shape(),
        i ->
            Double.compare(before.data()[i], after.data()[i]) == 0
                ? present.data()[i]
                : after.data()[i]);
  }

  @Override
  public void random(RandomKind distribution, RandomState state, Operand output) {
    write(
        Values.generate(
            output.dtype(),
            output.shape(),
            i ->
                switch (distribution) {
                  case NORMAL -> state.normal(i);
                  case UNIFORM ->
                      output.dtype() == DType.FLOAT32
                          ? state.uniformFloat(i)
                          : state.uniformDouble(i);
                }),
        output);
  }

  @Override
  public void copy(Operand input, Operand output) {
    write(read(input), output);
  }

  @Override
  public void upload(Object array, int offset, Operand output) {
    transfers.countUpload(output.spec().byteSize());
    write(Values.fromJavaArray(output.dtype(), output.shape(), array, offset), output);
  }

  @Override
  public void download(Operand input, Object array, int offset) {
    transfers.countDownload(input.spec().byteSize());
    System.arraycopy(read(input).toJavaArray(), 0, array, offset, (int) input.shape().size());
  }

  @Override
  public Block allocate(DType dtype, long capacity) {
    return new JavaBlock(new double[(int) capacity]);
  }

  private static Values read(Operand operand) {
    double[] data = new double[(int) operand.shape().size()];
    Hold.during(
        () -> {
          double[] elements = elements(operand);
          for (int i = 0; i < data.length; i++) {
            data[i] = elements[place(operand.layout(), i)];
          }
        },
        operand);
    return new Values(operand.dtype(), operand.shape(), data);
  }

  private static void write(Values values, Operand output) {
    Hold.during(
        () -> {
          double[] elements = elements(output);
          for (int i = 0; i < values.data().length; i++) {
            elements[place(output.layout(), i)] = values.data()[i];
          }
        },
        output);
  }

  /** Returns where the i-th element in row-major order lies. */
  private static int place(Layout layout, int i) {
    long at = layout.offset();
    long rest = i;
    for (int axis = layout.shape().rank() - 1; axis >= 0; axis--) {
      at += rest % layout.shape().dim(axis) * layout.strides()[axis];
      rest /= layout.shape().dim(axis);
    }
    return (int) at;
  }

  private static double[] elements(Operand operand) {
    return ((JavaBlock) operand.storage().block()).data();
  }
}
