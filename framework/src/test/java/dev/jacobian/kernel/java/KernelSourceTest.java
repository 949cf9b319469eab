package dev.jacobian.kernel.java;

import static dev.jacobian.kernel.java.TestKernels.floats;
import static dev.jacobian.kernel.java.TestKernels.input;
import static dev.jacobian.kernel.java.TestKernels.mul;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelSourceTest {
  @Test
  void polynomialIsOneLoop() {
    assertEquals(
        """
        // constants[0] = 2.0
        // constants[1] = 1.0
        import dev.jacobian.kernel.java.KernelBody;

        public final class Kernel implements KernelBody {
          private final double[] constants;

          public Kernel(double[] constants) {
            this.constants = constants;
          }

          public void compute(Object[] inputs, double[] parameters, Object[] results, int count) {
            float[] x0 = (float[]) inputs[0];
            float[] y0 = (float[]) results[0];
            float c0 = (float) constants[0];
            float c1 = (float) constants[1];
            for (int i = 0; i < count; i++) {
              float v0 = x0[i];
              y0[i] = v0 * v0 + c0 * v0 + c1;
            }
          }
        }
        """,
        KernelCompiler.source(TestKernels.polynomial(2, 1)));
  }

  @Test
  void whatLoadsJaninoAheadCompiles() throws ReflectiveOperationException {
    Class<?> type =
        KernelLoader.define(
            JaninoCompiler.HeadStart.NAME,
            new JaninoCompiler()
                .compile(JaninoCompiler.HeadStart.NAME, JaninoCompiler.HeadStart.SOURCE));
    KernelBody body =
        (KernelBody) type.getConstructor(double[].class).newInstance((Object) new double[] {2});
    float[] made = new float[3];
    body.compute(new Object[] {new float[] {-9, 0, 4}}, new double[0], new Object[] {made}, 3);
    assertArrayEquals(new float[] {-17, 1, 9}, made);
  }

  @Test
  void maskIsAnIntegerThatSelects() {
    String source = KernelCompiler.source(TestKernels.maskedProduct());
    assertTrue(
        source.contains("y0[i] = KernelMath.select(x0[i] > c0 ? -1 : 0, x1[i], c0) * x2[i];"),
        source);
  }

  @Test
  void functionOfTheLibraryIsCalledForTheWholeArray() {
    Expr tanh = new Expr.Unary(UnaryFunction.TANH, input(0));
    String source = KernelCompiler.source(floats(1, tanh, tanh));
    assertTrue(source.contains("FloatLoops.apply(UnaryFunction.TANH, x0, y0, count);"), source);
    assertTrue(source.contains("System.arraycopy(y0, 0, y1, 0, count);"), source);
    assertTrue(source.contains("import dev.jacobian.expr.FloatLoops;"), source);
    assertFalse(source.contains("import dev.jacobian.kernel.java.KernelMath;"), source);
  }

  @Test
  void functionOfANumberIsCalledForEachElement() {
    Expr tanh = new Expr.Unary(UnaryFunction.TANH, TestKernels.parameter(0));
    String source = KernelCompiler.source(floats(0, tanh));
    assertTrue(source.contains("y0[i] = FloatFunctions.tanh(p0_float32);"), source);
  }

  @Test
  void severalLoopsAreMethods() {
    String source = KernelCompiler.source(TestKernels.adam());
    assertTrue(source.contains("loop0(inputs, parameters, results, count);"), source);
    assertTrue(source.contains("private void loop1("), source);
    assertFalse(source.contains("loop2("), source);
  }

  @Test
  void parameterHasAVariableForEachTypeThatItIsUsedIn() {
    Expr product =
        mul(
            new Expr.Convert(
                mul(new Expr.Parameter(0, DType.FLOAT64), new Expr.Input(1, DType.FLOAT64)),
                DType.FLOAT32),
            mul(new Expr.Parameter(0, DType.FLOAT32), input(0)));
    String source =
        KernelCompiler.source(
            TestKernels.kernel(1, List.of(DType.FLOAT32, DType.FLOAT64), List.of(product)));
    assertTrue(source.contains("double p0_float64 = parameters[0];"), source);
    assertTrue(source.contains("float p0_float32 = (float) parameters[0];"), source);
  }

  @Test
  void sourceOfAKernelIsAlwaysTheSame() {
    assertEquals(
        KernelCompiler.source(TestKernels.adam()), KernelCompiler.source(TestKernels.adam()));
  }

  @Test
  void longExpressionsAreBrokenUp() {
    Expr value = input(0);
    for (int i = 0; i < 60; i++) {
      value = TestKernels.sub(TestKernels.parameter(0), value);
    }
    KernelCompiler.source(floats(1, value))
        .lines()
        .forEach(line -> assertTrue(line.length() <= 120, line));
  }
}
