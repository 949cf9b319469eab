package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No kernel touches memory that was released, whichever operand it is. That kernels hold their
 * operands while they run is found by all tests, where assertions are on.
 */
abstract class HoldKit extends KernelKit {
  private static final Shape SQUARE = Shape.of(4, 4);
  private static final Expr SUM =
      new Expr.Binary(
          BinaryFunction.ADD, new Expr.Input(0, DType.FLOAT32), new Expr.Input(1, DType.FLOAT32));
  private static final Expr GATE =
      new Expr.Select(
          new Expr.Binary(
              BinaryFunction.GT,
              new Expr.Input(0, DType.FLOAT32),
              new Expr.Constant(0, DType.FLOAT32)),
          new Expr.Input(1, DType.FLOAT32),
          new Expr.Constant(0, DType.FLOAT32));

  /**
   * A call of a kernel.
   *
   * @param operands shapes and types, inputs first
   */
  private record Call(List<TensorSpec> operands, Consumer<Operand[]> run) {}

  private static TensorSpec floats(long... dims) {
    return new TensorSpec(Shape.of(dims), DType.FLOAT32);
  }

  private Map<String, Call> calls() {
    TensorSpec square = new TensorSpec(SQUARE, DType.FLOAT32);
    TensorSpec indices = new TensorSpec(Shape.of(4), DType.INT64);
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put("prepare elementwise", three(square, o -> elementwise(SUM, o)));
    calls.put("prepare elementwise gate", three(square, o -> elementwise(GATE, o)));
    calls.put(
        "prepare reduce",
        new Call(
            List.of(square, floats(4, 1)),
            o -> SingleKernels.reduce(backend(), Reducer.SUM, o[0], new int[] {1}, o[1])));
    calls.put(
        "prepare argmax",
        new Call(
            List.of(square, new TensorSpec(Shape.of(4, 1), DType.INT64)),
            o -> SingleKernels.argmax(backend(), o[0], 1, o[1])));
    calls.put("matmul", three(square, o -> backend().matmul(o[0], false, o[1], false, o[2])));
    calls.put(
        "matmul scaled", three(square, o -> backend().matmul(2, o[0], true, o[1], false, 1, o[2])));
    calls.put(
        "matmul with nothing",
        three(square, o -> backend().matmul(0, o[0], true, o[1], false, 1, o[2])));
    calls.put(
        "apply",
        three(square, o -> backend().apply(MatrixFunction.SOLVE, Arrays.copyOf(o, 2), o[2])));
    ConvolutionShape windows =
        new ConvolutionShape(List.of(4L), List.of(3L), List.of(1L), List.of(1L), List.of(1L), 1);
    for (ConvolutionPart result : ConvolutionPart.values()) {
      calls.put(
          "convolve " + result,
          new Call(
              List.of(floats(2, 3, 4), floats(2, 3, 3), floats(2, 2, 4)),
              o -> backend().convolve(windows, result, o[0], o[1], o[2])));
    }
    calls.put(
        "prepare indexSelect",
        new Call(
            List.of(square, indices, square),
            o -> SingleKernels.indexSelect(backend(), o[0], 0, o[1], o[2])));
    calls.put(
        "prepare indexAdd",
        new Call(
            List.of(square, indices, square),
            o -> SingleKernels.indexAdd(backend(), o[0], 0, o[1], o[2])));
    calls.put(
        "prepare fill", new Call(List.of(square), o -> SingleKernels.fill(backend(), o[0], 1)));
    calls.put(
        "random",
        new Call(
            List.of(square),
            o -> backend().random(RandomKind.NORMAL, new RandomState(1, 2, 3), o[0])));
    calls.put("copy", two(square, o -> backend().copy(o[0], o[1])));
    calls.put(
        "copy strided",
        two(square, o -> backend().copy(o[0].at(o[0].layout().permute(List.of(1, 0))), o[1])));
    calls.put(
        "put", new Call(List.of(square, indices, square), o -> backend().put(o[0], 0, o[1], o[2])));
    calls.put("copyFromPeer", two(square, this::copyFromPeer));
    calls.put("upload", new Call(List.of(square), o -> backend().upload(new float[16], 0, o[0])));
    calls.put(
        "download", new Call(List.of(square), o -> backend().download(o[0], new float[16], 0)));
    Kernel fused =
        Kernel.of(
            SQUARE,
            List.of(square, square),
            List.of(Output.stored(SUM, SQUARE), Output.reduced(SUM, Reducer.MAX, List.of(0))));
    calls.put(
        "prepare",
        new Call(
            List.of(square, square, square, floats(1, 4)),
            o ->
                backend()
                    .prepare(fused)
                    .run(new Operand[] {o[0], o[1]}, new double[0], new Operand[] {o[2], o[3]})));
    return calls;
  }

  private static Call two(TensorSpec spec, Consumer<Operand[]> run) {
    return new Call(List.of(spec, spec), run);
  }

  private static Call three(TensorSpec spec, Consumer<Operand[]> run) {
    return new Call(List.of(spec, spec, spec), run);
  }

  private void elementwise(Expr expression, Operand[] operands) {
    SingleKernels.elementwise(backend(), expression, Arrays.copyOf(operands, 2), operands[2]);
  }

  /** Copies from a backend that is its own peer, by whichever way it has. */
  private void copyFromPeer(Operand[] operands) {
    if (!backend().copyFromPeer(operands[0], operands[1])) {
      backend().copy(operands[0], operands[1]);
    }
  }

  @Test
  void everyKernelIsCalled() {
    Set<String> kernels = new TreeSet<>(Set.of("prepare"));
    for (var method : Backend.class.getMethods()) {
      if (Arrays.asList(method.getParameterTypes()).contains(Operand.class)) {
        kernels.add(method.getName());
      }
    }
    Set<String> called = new TreeSet<>();
    calls().keySet().forEach(name -> called.add(name.split(" ", 2)[0]));
    assertEquals(kernels, called);
  }

  @TestFactory
  List<DynamicTest> releasedOperandsAreRefused() {
    return calls().entrySet().stream()
        .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> refuses(call.getValue())))
        .toList();
  }

  private void refuses(Call call) {
    for (int released = 0; released < call.operands().size(); released++) {
      Operand[] operands = new Operand[call.operands().size()];
      try (MemoryScope scope = MemoryScope.open()) {
        TensorSpec spec = call.operands().get(released);
        operands[released] = new Operand(backend().memory().allocate(spec), spec.shape());
      }
      long alive = backend().memory().usage().liveTensors();
      try (MemoryScope scope = MemoryScope.open()) {
        for (int i = 0; i < operands.length; i++) {
          if (i != released) {
            TensorSpec spec = call.operands().get(i);
            operands[i] = put(Values.random(spec.dtype(), spec.shape(), i));
            if (spec.dtype() == DType.INT64) {
              SingleKernels.fill(backend(), operands[i], 1);
            }
          }
        }
        MemoryException e = assertThrows(MemoryException.class, () -> call.run().accept(operands));
        assertTrue(
            e.getMessage().contains("were released when its MemoryScope closed"), e.getMessage());
      }
      assertTrue(backend().memory().usage().liveTensors() <= alive, "something is still held");
    }
  }
}
