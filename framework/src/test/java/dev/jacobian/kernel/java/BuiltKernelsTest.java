package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuiltKernelsTest {
  private static final SourceCompiler NO_COMPILER =
      (name, source) -> {
        throw new KernelSourceException(source, new ClassNotFoundException(name));
      };

  private static ClassFiles reread(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ClassFiles.write(files, out);
    return ClassFiles.read(new ByteArrayInputStream(out.toByteArray()));
  }

  private static void assertComputesSingleOps(SourceCompiler compiler) {
    KernelCompiler kernels = new KernelCompiler(compiler, 100);
    float[] x = {-2, 0, 3};
    float[] y = {5, 1, 2};
    Expr sum = TestKernels.add(TestKernels.input(0), TestKernels.input(1));
    Expr scaled = TestKernels.mul(TestKernels.input(0), TestKernels.parameter(0));
    Expr relu = TestKernels.unary(UnaryFunction.RELU, TestKernels.input(0));
    assertArrayEquals(new float[] {3, 1, 5}, floats(kernels, sum, x, y));
    assertArrayEquals(new float[] {-5, 0, 7.5f}, floats(kernels, scaled, x));
    assertArrayEquals(new float[] {0, 0, 3}, floats(kernels, relu, x));
    Kernel less =
        TestKernels.kernel(
            3,
            List.of(DType.INT64, DType.INT64),
            List.of(
                TestKernels.binary(
                    BinaryFunction.LT,
                    new Expr.Input(0, DType.INT64),
                    new Expr.Input(1, DType.INT64))));
    KernelBody body = kernels.compile(less);
    assertNotNull(body);
    long[] truths = new long[3];
    Object[] numbers = {new long[] {1, 2, 3}, new long[] {2, 2, 5}};
    body.compute(numbers, new double[0], new Object[] {truths}, 3);
    assertArrayEquals(new long[] {1, 0, 1}, truths);
    for (FoldForm form : FoldForm.all()) {
      assertNotNull(kernels.fold(form.reduction(), form.element()));
    }
  }

  private static float[] floats(KernelCompiler kernels, Expr value, float[]... inputs) {
    KernelBody body = kernels.compile(TestKernels.floats(inputs.length, value));
    assertNotNull(body);
    float[] result = new float[inputs[0].length];
    body.compute(inputs, new double[] {2.5}, new Object[] {result}, result.length);
    return result;
  }

  @Test
  void theBuildMakesTheKernelsOfSingleOps() throws IOException {
    Map<String, byte[]> files = KernelLibrary.files();
    assertTrue(files.size() > 150, files.size() + " kernels");
    ClassFiles built = reread(files);
    files.forEach((source, file) -> assertArrayEquals(file, built.find(source)));
    assertNull(built.find("no source"));
    String source = files.keySet().iterator().next();
    byte[] changed = reread(Map.of(source.replace("x0", "x1"), files.get(source))).find(source);
    assertNull(changed);
    assertComputesSingleOps(
        (name, text) -> {
          byte[] file = built.find(text);
          return file == null ? NO_COMPILER.compile(name, text) : file;
        });
  }

  @Test
  void theLibraryHasThemAndLeavesOthersToTheCompiler() {
    assumeTrue(System.getProperty("basedir") != null, "Maven makes the library's kernels");
    SourceCompiler built = new BuiltKernels(NO_COMPILER);
    assertComputesSingleOps(built);
    KernelCompiler without = new KernelCompiler(built, 10);
    assertThrows(KernelSourceException.class, () -> without.compile(TestKernels.adam()));
    assertNotNull(
        new KernelCompiler(new BuiltKernels(new JaninoCompiler()), 10).compile(TestKernels.adam()));
  }

  @Test
  void sourcesWithOneHashAreToldApart() throws IOException {
    assertEquals("Aa".hashCode(), "BB".hashCode());
    ClassFiles files = reread(Map.of("Aa", new byte[] {1}));
    assertArrayEquals(new byte[] {1}, files.find("Aa"));
    assertNull(files.find("BB"));
    assertNull(ClassFiles.NONE.find("Aa"));
  }
}
