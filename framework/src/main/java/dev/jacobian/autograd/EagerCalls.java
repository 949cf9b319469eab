package dev.jacobian.autograd;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Lowering;
import dev.jacobian.op.Op;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Computes ops one by one. Ops come again with operands of the same shapes and types, so the kernel
 * that one is made ready for is remembered; numbers among the operands are its parameters. Belongs
 * to one thread.
 */
final class EagerCalls {
  /** The most kernels that are remembered; beyond it the one that was not used for longest goes. */
  private static final int CAPACITY = 1_000;

  private static final double[] NO_NUMBERS = {};

  private final Map<Call, Ready> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * What a kernel is made ready for.
   *
   * @param output shape and type of the result
   * @param operands shape and type of each tensor that is packed, the {@link Strided} form of each
   *     other one, and the {@link DType} of each number
   */
  private record Call(Op op, Backend backend, TensorSpec output, List<Object> operands) {
    // Written out, as every op is looked for: see TensorSpec.

    @Override
    public boolean equals(Object other) {
      return other instanceof Call call
          && backend == call.backend
          && op.equals(call.op)
          && output.equals(call.output)
          && operands.equals(call.operands);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * op.hashCode() + output.hashCode()) + operands.hashCode();
    }

    /** Returns the forms of the tensors among the operands, null for those that are packed. */
    List<@Nullable Strided> tensors() {
      List<@Nullable Strided> tensors = new ArrayList<>();
      for (Object operand : operands) {
        if (!(operand instanceof DType)) {
          tensors.add(operand instanceof Strided strided ? strided : null);
        }
      }
      return tensors;
    }

    /** Returns shape and type of an operand, or null if it is a number. */
    @Nullable TensorSpec spec(int index) {
      Object operand = operands.get(index);
      return operand instanceof Strided strided
          ? strided.spec()
          : operand instanceof TensorSpec spec ? spec : null;
    }
  }

  /**
   * Computes an op.
   *
   * @param order the axes of the result in the order in which those of {@code output} are, which is
   *     packed; null if they are in it
   */
  void run(Op op, Value[] inputs, Backend backend, @Nullable List<Integer> order, Operand output) {
    boolean takesNumbers = op instanceof ElementwiseOp;
    int count = 0;
    for (Value input : inputs) {
      count += input instanceof Scalar ? 0 : 1;
    }
    Operand[] tensors = new Operand[count];
    double[] numbers = count == inputs.length ? NO_NUMBERS : new double[inputs.length - count];
    Object[] operands = new Object[inputs.length];
    TensorSpec result = output.spec();
    int next = 0;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] instanceof Scalar scalar) {
        if (!takesNumbers) {
          throw new IllegalArgumentException(op.name() + " takes no scalar");
        }
        operands[i] = scalar.dtype();
        numbers[i - next] = scalar.value();
        continue;
      }
      Operand operand = ((Variable) inputs[i]).operand();
      if (inputs.length == 1 && op.isIdentity(operand.spec(), result)) {
        backend.copy(operand, output);
        return;
      }
      if (order != null && operand.shape().size() > 1) {
        operand = turned(operand, order, output.layout());
      }
      if (takesNumbers) {
        operand = operand.unrepeated();
      }
      Strided strided = op.takesLayouts() ? null : Strided.of(operand);
      tensors[next] = op.takesLayouts() || strided != null ? operand : operand.packed();
      operands[i] = strided != null ? strided : operand.spec();
      next++;
    }
    Call call = new Call(op, backend, result, Arrays.asList(operands));
    Ready ready = known.get(call);
    if (ready == null) {
      Lowering lowering = lower(call);
      if (lowering instanceof Lowering.OfCalls calls) {
        boolean takesLayouts = op.takesLayouts();
        ready = (of, parameters, to) -> calls.run(backend, takesLayouts ? of : packed(of), to);
      } else if (lowering instanceof Lowering.Direct direct) {
        direct.run(backend, op.takesLayouts() ? tensors : packed(tensors), output);
        return;
      } else {
        ready = KernelOf.of((Lowering.OfKernel) lowering, call);
      }
      remember(call, ready);
    }
    ready.run(tensors, numbers, output);
  }

  /**
   * Returns an operand, stretched to a result, with the axes in the order of the result's memory.
   */
  private static Operand turned(Operand operand, List<Integer> order, Layout output) {
    Shape result = output.permute(Permute.inverse(order)).shape();
    return operand.at(operand.layout().expand(result).permute(order));
  }

  private static Operand[] packed(Operand[] tensors) {
    return Arrays.stream(tensors).map(Operand::packed).toArray(Operand[]::new);
  }

  private void remember(Call call, Ready ready) {
    if (known.size() >= CAPACITY) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(call, ready);
  }

  private static Lowering lower(Call call) {
    List<TensorSpec> tensors = new ArrayList<>();
    Expr[] leaves = new Expr[call.operands.size()];
    for (int i = 0; i < leaves.length; i++) {
      TensorSpec spec = call.spec(i);
      if (spec != null) {
        leaves[i] = new Expr.Input(tensors.size(), spec.dtype());
        tensors.add(spec);
      } else {
        leaves[i] = new Expr.Parameter(i - tensors.size(), (DType) call.operands.get(i));
      }
    }
    return call.op instanceof ElementwiseOp elementwise
        ? elementwise.lower(leaves, tensors, call.output.shape())
        : call.op.lower(tensors, call.output);
  }

  /** What is remembered of an op. */
  private interface Ready {
    void run(Operand[] tensors, double[] numbers, Operand output);
  }

  /**
   * An op's kernel.
   *
   * @param reads the operand that each load reads, or null if each reads that of its number
   * @param packed the operands that are packed first
   * @param scratch what the kernel computes beside the result
   * @param shape in which the kernel sees the result
   */
  private record KernelOf(
      PreparedKernel kernel,
      @Nullable List<Integer> reads,
      List<Integer> packed,
      List<TensorSpec> scratch,
      Shape shape)
      implements Ready {
    static KernelOf of(Lowering.OfKernel plain, Call call) {
      Set<Integer> packed = new TreeSet<>();
      Lowering.OfKernel lowered = Strided.read(plain, call.tensors(), packed);
      List<Integer> reads = lowered.reads();
      boolean isInOrder = reads.size() == call.operands.size();
      for (int load = 0; load < reads.size(); load++) {
        isInOrder &= reads.get(load) == load;
      }
      isInOrder |= call.op instanceof ElementwiseOp;
      return new KernelOf(
          lowered.prepare(call.backend, call.output),
          isInOrder ? null : reads,
          List.copyOf(packed),
          lowered.scratch(),
          lowered.resultShape(call.output));
    }

    @Override
    public void run(Operand[] tensors, double[] numbers, Operand output) {
      for (int i = 0; i < packed.size(); i++) {
        tensors[packed.get(i)] = tensors[packed.get(i)].packed();
      }
      Operand[] read = tensors;
      if (reads != null) {
        read = new Operand[reads.size()];
        for (int load = 0; load < read.length; load++) {
          read[load] = tensors[reads.get(load)];
        }
      }
      Operand result = output.shape().equals(shape) ? output : output.as(shape);
      if (scratch.isEmpty()) {
        kernel.run(read, numbers, new Operand[] {result});
        return;
      }
      try (MemoryScope scope = MemoryScope.open()) {
        Operand[] outputs = new Operand[scratch.size() + 1];
        for (int i = 0; i < scratch.size(); i++) {
          TensorSpec spec = scratch.get(i);
          outputs[i] =
              new Operand(output.storage().backend().memory().allocate(spec), spec.shape());
        }
        outputs[scratch.size()] = result;
        kernel.run(read, numbers, outputs);
      }
    }
  }
}
