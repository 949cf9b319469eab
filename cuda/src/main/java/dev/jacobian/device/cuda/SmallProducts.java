package dev.jacobian.device.cuda;

import dev.jacobian.device.Hold;
import dev.jacobian.device.MatrixOperand;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Products of matrices of a few elements as kernels, which can be {@link Joined} with their
 * neighbours, as those of cuBLAS cannot. Sums of products are taken in double, and never in TF32,
 * which would save nothing.
 */
final class SmallProducts {
  /** The most forms that are remembered; beyond it the one that was not used for longest goes. */
  private static final int CAPACITY = 1_000;

  private static final int TERMS = 3;

  private final CudaKernels kernels;
  private final Map<Form, Optional<CudaKernel>> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * What products have in common that are one kernel.
   *
   * @param space the axes batch, rows, columns and terms
   * @param a where the left operand has the element of a position
   * @param b where the right operand has it
   * @param isAdded whether the product is added to what the result holds
   */
  private record Form(DType dtype, Shape space, IndexMap a, IndexMap b, boolean isAdded) {}

  SmallProducts(CudaKernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Computes {@code output = alpha a b + beta output}, if that is small.
   *
   * @param terms how many products an element is the sum of
   * @return false if it is not, and nothing was done
   */
  boolean multiply(
      double alpha, MatrixOperand a, MatrixOperand b, long terms, double beta, Operand output) {
    Shape shape = output.shape();
    long batch = shape.rank() == 3 ? shape.dim(0) : 1;
    if (shape.size() > Launch.SMALL || shape.size() * terms > Launch.SMALL) {
      return false;
    }
    Shape space = Shape.of(batch, shape.dim(-2), shape.dim(-1), terms);
    Form form = new Form(output.dtype(), space, map(a, 1, TERMS), map(b, TERMS, 2), beta != 0);
    Optional<CudaKernel> kernel = kernel(form);
    kernel.ifPresent(it -> run(it, alpha, a.rows(), b.rows(), beta, output));
    return kernel.isPresent();
  }

  /** Returns where an operand has its elements, whose rows and columns are axes of the space. */
  private static IndexMap map(MatrixOperand operand, int rowAxis, int columnAxis) {
    long[] strides = new long[TERMS + 1];
    strides[0] = MatrixOperand.matricesApart(operand.rows());
    strides[operand.isTransposed() ? columnAxis : rowAxis] =
        MatrixOperand.rowsApart(operand.rows());
    strides[operand.isTransposed() ? rowAxis : columnAxis] = 1;
    return IndexMap.of(0, strides);
  }

  private synchronized Optional<CudaKernel> kernel(Form form) {
    Optional<CudaKernel> kernel = known.computeIfAbsent(form, this::make);
    if (known.size() > CAPACITY) {
      known.remove(known.keySet().iterator().next());
    }
    return kernel;
  }

  /** Returns the kernel of a form, unless its launches are not all small. */
  private Optional<CudaKernel> make(Form form) {
    List<Load> loads = new ArrayList<>();
    loads.add(new Load(form.dtype, form.a));
    loads.add(new Load(form.dtype, form.b));
    Expr sum = new Expr.Reduced(0, DType.FLOAT64).mul(new Expr.Parameter(0, DType.FLOAT64));
    if (form.isAdded) {
      Shape result = form.space.withDim(TERMS, 1);
      loads.add(Load.of(form.dtype, result, form.space));
      sum = sum.add(wide(2, form).mul(new Expr.Parameter(1, DType.FLOAT64)));
    }
    List<Integer> terms = List.of(TERMS);
    // The same for all terms, and so the largest one.
    Output last = Output.reduced(Expr.converted(sum, form.dtype), Reducer.MAX, terms);
    Output first = Output.reduced(wide(0, form).mul(wide(1, form)), Reducer.SUM, terms);
    CudaKernel kernel = kernels.prepared(new Kernel(form.space, loads, List.of(first, last)));
    return kernel.isSmall() ? Optional.of(kernel) : Optional.empty();
  }

  private static Expr wide(int load, Form form) {
    return Expr.converted(new Expr.Input(load, form.dtype), DType.FLOAT64);
  }

  private static void run(
      CudaKernel kernel, double alpha, Operand a, Operand b, double beta, Operand output) {
    Operand[] inputs = beta == 0 ? new Operand[] {a, b} : new Operand[] {a, b, output};
    double[] factors = {alpha, beta};
    try (MemoryScope scope = MemoryScope.open()) {
      MemoryPool memory = output.storage().backend().memory();
      TensorSpec spec = new TensorSpec(output.shape(), DType.FLOAT64);
      Operand sums = new Operand(memory.allocate(spec), spec.shape());
      Hold.during(() -> kernel.runHeld(inputs, factors, new Operand[] {sums, output}), sums);
    }
  }
}
