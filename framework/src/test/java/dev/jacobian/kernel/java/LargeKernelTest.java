package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of many nodes stay below the size that HotSpot compiles, and right. */
class LargeKernelTest {
  /** HotSpot leaves methods beyond this to the interpreter. */
  private static final int HUGE_METHOD = 8_000;

  private static final List<DType> DTYPES = List.of(DType.values());

  /** Returns a kernel with one chain of nodes for each type, each node with its own constant. */
  private static Kernel kernel(long seed, int nodes) {
    Random random = new Random(seed);
    List<Expr> chains = new ArrayList<>();
    for (int i = 0; i < DTYPES.size(); i++) {
      chains.add(new Expr.Input(i, DTYPES.get(i)));
    }
    for (int i = 0; i < nodes; i++) {
      int chain = random.nextInt(DTYPES.size());
      DType dtype = DTYPES.get(chain);
      Expr x = chains.get(chain);
      Expr constant = new Expr.Constant(dtype == DType.BOOL ? i % 2 : i, dtype);
      chains.set(
          chain,
          switch (random.nextInt(6)) {
            case 0 -> new Expr.Select(new Expr.Binary(BinaryFunction.LT, x, constant), x, constant);
            case 1 -> {
              Expr other = chains.get(random.nextInt(DTYPES.size()));
              yield new Expr.Binary(BinaryFunction.MAXIMUM, x, new Expr.Convert(other, dtype));
            }
            case 2 -> new Expr.Unary(UnaryFunction.TANH, x);
            case 3 -> new Expr.Binary(BinaryFunction.SUB, constant, x);
            default -> new Expr.Binary(BinaryFunction.MUL, x, constant);
          });
    }
    return TestKernels.kernel(50, DTYPES, chains);
  }

  private static Map<String, Integer> codeLengths(Kernel kernel) throws CompileException {
    SimpleCompiler compiler = new SimpleCompiler();
    compiler.cook(KernelCompiler.source(kernel));
    Map<String, byte[]> classes = compiler.getBytecodes();
    assertEquals(1, classes.size());
    return ClassFile.codeLengths(classes.values().iterator().next());
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1_000, 3_000})
  void methodsStaySmallAndResultsRight(int nodes) throws CompileException {
    Kernel kernel = kernel(nodes, nodes);
    Map<String, Integer> lengths = codeLengths(kernel);
    int longest = lengths.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertTrue(longest <= HUGE_METHOD, lengths.toString());
    assertTrue(longest > HUGE_METHOD / 10, "loops are not split more than they need");
    assertTrue(lengths.size() > 4, lengths.toString());

    Object[] inputs = LaneArrays.randomInputs(DTYPES, 50, new Random(nodes));
    KernelBody body = new KernelCompiler().compile(kernel);
    assertNotNull(body);
    double[] parameters = {};
    LaneArrays.assertSame(
        LaneArrays.computed(new ReferenceBody(kernel), kernel, inputs, parameters, 50),
        LaneArrays.computed(body, kernel, inputs, parameters, 50),
        nodes + " nodes");
  }

  @Test
  void oneLoopOfTheHeaviestOperationsStaysSmall() throws CompileException {
    // Comparisons and selections of long values, each with a constant of its own.
    Expr value = new Expr.Input(0, DType.INT32);
    for (int i = 0; i < 1_000; i++) {
      Expr constant = new Expr.Constant(i, DType.INT32);
      Expr isSmaller = new Expr.Binary(BinaryFunction.LT, value, constant);
      value =
          new Expr.Select(isSmaller, value, new Expr.Binary(BinaryFunction.MUL, value, constant));
    }
    Map<String, Integer> lengths =
        codeLengths(TestKernels.kernel(1, List.of(DType.INT32), List.of(value)));
    int longest = lengths.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertTrue(longest <= HUGE_METHOD, lengths.toString());
    assertTrue(longest > HUGE_METHOD / 4, lengths.toString());
  }

  @Test
  void manyResultsAndInputsStaySmall() throws CompileException {
    List<DType> dtypes = new ArrayList<>();
    List<Expr> results = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      dtypes.add(DType.BOOL);
      results.add(new Expr.Unary(UnaryFunction.NEG, new Expr.Input(i, DType.BOOL)));
    }
    Kernel kernel = TestKernels.kernel(20, dtypes, results);
    Map<String, Integer> lengths = codeLengths(kernel);
    lengths.forEach((name, length) -> assertTrue(length <= HUGE_METHOD, name + ": " + length));
    Object[] inputs = LaneArrays.randomInputs(dtypes, 20, new Random(3));
    double[] parameters = {};
    LaneArrays.assertSame(
        LaneArrays.computed(new ReferenceBody(kernel), kernel, inputs, parameters, 20),
        LaneArrays.computed(new KernelCompiler().compile(kernel), kernel, inputs, parameters, 20),
        "300 results");
  }
}
