package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.NumericException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** What factors are of, and mistakes; values and gradients are in {@link GoldensTest}. */
class LinearAlgebraTest {
  private static final Tensor SINGULAR = Tensor.of(new float[][] {{1, 2}, {2, 4}});

  private static Tensor regular(long... dims) {
    Tensor noise = Tensor.randn(new Generator(11), dims).to(DType.FLOAT64);
    int size = (int) Math.min(noise.size(-2), noise.size(-1));
    long wider = noise.size(-1) - size;
    Tensor diagonal = Tensor.eye(size).to(DType.FLOAT64).mul(4);
    Tensor whole = diagonal.pad(0, 0, noise.size(-2) - size).pad(1, 0, wider);
    return noise.add(whole);
  }

  private static void assertClose(Tensor expected, Tensor found) {
    assertEquals(expected.shape(), found.shape());
    if (expected.size() > 0) {
      double error = found.sub(expected).abs().max().item();
      assertTrue(error < 1e-12, () -> "off by " + error);
    }
  }

  private static void assertOrthonormal(Tensor columns) {
    Tensor products = columns.transpose(-2, -1).matmul(columns);
    Tensor identity = Tensor.eye((int) columns.size(-1)).to(DType.FLOAT64);
    assertClose(identity.expand(products.shape().dims()), products);
  }

  @Test
  void factorsMultiplyToTheirMatrices() {
    for (long[] dims : new long[][] {{5, 3}, {3, 5}, {4, 4}, {2, 3, 5, 4}, {3, 0}, {0, 3}}) {
      Tensor a = regular(dims);
      long rank = Math.min(a.size(-2), a.size(-1));
      for (boolean isWhole : new boolean[] {false, true}) {
        QR qr = a.qr(isWhole);
        assertClose(a, qr.q().matmul(qr.r()));
        assertClose(qr.r().triu(), qr.r());
        assertOrthonormal(qr.q());
        assertEquals(isWhole ? a.size(-2) : rank, qr.q().size(-1));
        SVD svd = a.svd(isWhole);
        Tensor scaled = svd.u().narrow(-1, 0, rank).mul(svd.s().unsqueeze(-2));
        assertClose(a, scaled.matmul(svd.vh().narrow(-2, 0, rank)));
        assertOrthonormal(svd.u());
        assertOrthonormal(svd.vh().transpose(-2, -1));
        assertEquals(isWhole ? a.size(-2) : rank, svd.u().size(-1));
        assertEquals(isWhole ? a.size(-1) : rank, svd.vh().size(-2));
      }
    }
  }

  @Test
  void symmetricMatricesHaveFactorsToo() {
    Tensor a = regular(2, 4, 4);
    Tensor symmetric = a.matmul(a.transpose(1, 2));
    Tensor l = symmetric.cholesky();
    assertClose(symmetric, l.matmul(l.transpose(1, 2)));
    assertClose(l.tril(), l);
    Eigh eigh = symmetric.eigh();
    Tensor v = eigh.eigenvectors();
    assertOrthonormal(v);
    Tensor product = v.mul(eigh.eigenvalues().unsqueeze(1)).matmul(v.transpose(1, 2));
    assertTrue(product.sub(symmetric).abs().max().item() < 1e-11);
    assertClose(a.matmul(a.inv()), Tensor.eye(4).to(DType.FLOAT64).expand(2, 4, 4));
    assertClose(symmetric.det().log(), symmetric.slogdet().logAbsDet());
  }

  @Test
  void pseudoInversesAndLeastSquaresAreWhatDefinesThem() {
    for (long[] dims : new long[][] {{5, 3}, {3, 5}, {4, 4}, {2, 3, 5, 4}, {3, 0}, {0, 3}}) {
      Tensor a = regular(dims);
      Tensor p = a.pinv();
      assertClose(a, a.matmul(p).matmul(a));
      assertClose(p, p.matmul(a).matmul(p));
      assertClose(a.matmul(p), a.matmul(p).transpose(-2, -1));
      assertClose(p.matmul(a), p.matmul(a).transpose(-2, -1));
      Tensor right = Tensor.randn(new Generator(3), a.size(-2), 2).to(DType.FLOAT64);
      assertClose(p.matmul(right), a.lstsq(right));
    }
    assertArrayEquals(new long[] {2, 1, 0}, ranks(1e-9).matrixRank().toLongArray());
    assertArrayEquals(new long[] {1, 1, 0}, ranks(1e-16).matrixRank().toLongArray());
    Tensor floats = ranks(1e-8).to(DType.FLOAT32);
    assertArrayEquals(new long[] {1, 1, 0}, floats.matrixRank().toLongArray());
    assertEquals(0, floats.pinv().sub(ranks(0).pinv().to(DType.FLOAT32)).abs().max().item());
  }

  /** Returns diagonal matrices [2, 3]. */
  private static Tensor ranks(double small) {
    return Tensor.of(new double[] {1, 0, 0, 0, small, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0})
        .reshape(3, 2, 3);
  }

  @Test
  void gradientsOfPseudoInversesAndLeastSquaresAreRightAndSoAreTheirs() {
    for (long[] dims : new long[][] {{3, 2}, {2, 3}, {2, 2}, {2, 3, 2}}) {
      Tensor a = regular(dims).setRequiresGrad(true);
      Tensor right =
          Tensor.randn(new Generator(3), dims[dims.length - 2], 2)
              .to(DType.FLOAT64)
              .setRequiresGrad(true);
      GradCheck.check(in -> in.get(0).lstsq(in.get(1)), a, right);
      GradCheck.checkSecond(in -> in.get(0).lstsq(in.get(1)), a, right);
      GradCheck.check(in -> in.get(0).pinv(), a);
      GradCheck.checkSecond(in -> in.get(0).pinv(), a);
    }
    // A product of these stays of rank 2, with two singular values that are 0.
    Tensor high = regular(4, 2).setRequiresGrad(true);
    Tensor wide = regular(2, 4).setRequiresGrad(true);
    GradCheck.check(in -> in.get(0).matmul(in.get(1)).pinv(), high, wide);
    GradCheck.checkSecond(in -> in.get(0).matmul(in.get(1)).pinv(), high, wide);
  }

  @Test
  void aSingularMatrixHasADeterminant() {
    assertEquals(0, SINGULAR.det().item());
    Tensor a = SINGULAR.copy().setRequiresGrad(true);
    Tensor gradient = Gradients.of(a.det(), a, true);
    assertTrue(gradient.requiresGrad());
    assertEquals(
        "the matrix [2, 2] is singular: pivot 2 is 0; expected a matrix that has an inverse; fix:"
            + " add a small multiple of the identity",
        assertThrows(NumericException.class, () -> gradient.square().sum().backward())
            .getMessage());
    assertEquals(0, SINGULAR.slogdet().sign().item());
    assertEquals(Double.NEGATIVE_INFINITY, SINGULAR.slogdet().logAbsDet().item());
    assertEquals(0.25, SINGULAR.mul(0.5).svd().s().square().sum().item() / 25, 1e-6);
  }

  @Test
  void aCompleteFactorOfAHighMatrixHasNoGradient() {
    Tensor a = regular(3, 2).setRequiresGrad(true);
    Tensor loss = a.qr(true).r().sum();
    assertEquals(
        "backward of a complete qr of more rows than columns, whose other columns of Q are any;"
            + " expected a reduced one",
        assertThrows(AutogradException.class, loss::backward).getMessage());
    Tensor square = regular(2, 2).setRequiresGrad(true);
    square.qr(true).r().sum().backward();
    Tensor completed = regular(3, 2).setRequiresGrad(true);
    completed.svd().u().sum().backward();
    assertTrue(completed.grad().isFinite().all().toBooleanArray()[0]);
  }

  private static Tensor all(Tensor a) {
    Tensor symmetric = a.matmulTransposed(a);
    Tensor sum = a.inv().add(symmetric.cholesky()).add(a.qr().q()).add(a.svd().u());
    Tensor shortest = a.narrow(0, 0, 2).lstsq(a.narrow(1, 0, 1).narrow(0, 0, 2));
    sum = sum.add(a.pinv()).add(shortest).mul(a.matrixRank().to(DType.FLOAT64));
    return sum.add(symmetric.eigh().eigenvectors()).add(a.slogdet().logAbsDet().unsqueeze(0));
  }

  @Test
  @NeedsCompiler
  void compiledFunctionsGiveTheSame() {
    Compiled compiled = Compiled.function(t -> all(t[0]));
    for (int run = 0; run < 3; run++) {
      Tensor a = regular(3, 3).mul(1 + run);
      assertArrayEquals(all(a).toDoubleArray(), compiled.run(a).toDoubleArray());
    }
    String message =
        assertThrows(
                NumericException.class, () -> compiled.run(Tensor.ones(3, 3).to(DType.FLOAT64)))
            .getMessage();
    assertTrue(message.startsWith("the matrix [3, 3] is "), message);
  }

  @TestFactory
  List<DynamicTest> mistakesAreNamed() {
    Map<String, Executable> calls = new LinkedHashMap<>();
    calls.put(
        "the matrix [2, 2] is singular: pivot 2 is 0; expected a matrix that has an inverse; fix:"
            + " add a small multiple of the identity",
        () -> SINGULAR.solve(Tensor.ones(2)));
    calls.put(
        "matrix 1 of [3, 2, 2] is singular: pivot 2 is 0; expected a matrix that has an inverse;"
            + " fix: add a small multiple of the identity",
        () -> Tensor.stack(0, Tensor.eye(2), SINGULAR, SINGULAR).inv());
    calls.put(
        "the matrix [2, 2] is singular: pivot 1 is 0; expected a matrix that has an inverse; fix:"
            + " add a small multiple of the identity",
        () -> Tensor.of(new float[][] {{0, 1}, {2, 3}}).solveTriangular(Tensor.ones(2), false));
    calls.put(
        "the matrix [2, 2] is not positive definite: its leading minor of order 2 is not above 0;"
            + " expected a symmetric matrix with eigenvalues above 0; fix: add a small multiple of"
            + " the identity",
        () -> Tensor.of(new float[][] {{1, 2}, {2, 1}}).cholesky());
    calls.put(
        "the matrix [2, 2] has the element NaN; expected finite numbers; fix: look with"
            + " Autograd.detectAnomaly for where it comes from",
        () -> SINGULAR.mul(Double.NaN).svd());
    calls.put(
        "the right side of the matrix [2, 2] has the element Infinity; expected finite numbers;"
            + " fix: look with Autograd.detectAnomaly for where it comes from",
        () -> Tensor.eye(2).solve(Tensor.ones(2).div(0)));
    calls.put(
        "matrix 1 of [2, 2, 2] is singular: pivot 2 is 0; expected a matrix that has an inverse; fix:"
            + " add a small multiple of the identity",
        () ->
            Tensor.of(new float[] {1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0}, 2, 3, 2)
                .lstsq(Tensor.ones(2, 3)));
    calls.put(
        "lstsq: received the matrix [3, 2] and the right side [2]; expected as many rows on the"
            + " right side as in the matrix",
        () -> Tensor.ones(3, 2).lstsq(Tensor.ones(2)));
    calls.put(
        "lstsq: received the matrix [3, 2] and the right side []; expected as many rows on the"
            + " right side as in the matrix",
        () -> Tensor.ones(3, 2).lstsq(Tensor.of(1f)));
    calls.put(
        "lstsq: dtypes differ: float32[2, 2] and float64[2]; expected operands of one dtype;"
            + " fix: cast the float32 one, x.to(DType.FLOAT64)",
        () -> SINGULAR.lstsq(Tensor.ones(2).to(DType.FLOAT64)));
    calls.put(
        "lstsq: the shape is [3]; expected a matrix, or axes before those of matrices",
        () -> Tensor.ones(3).lstsq(Tensor.ones(3)));
    calls.put(
        "pinv: the shape is [3]; expected a matrix, or axes before those of matrices",
        () -> Tensor.ones(3).pinv());
    calls.put(
        "matrixRank: received int64[2, 2]; expected a floating-point matrix; fix: cast it first, for"
            + " example x.to(DType.FLOAT64)",
        () -> SINGULAR.to(DType.INT64).matrixRank());
    calls.put(
        "inv: the shape is [2, 3]; expected as many rows as columns",
        () -> Tensor.ones(2, 3).inv());
    calls.put(
        "cholesky: the shape is [4, 2, 3]; expected as many rows as columns",
        () -> Tensor.ones(4, 2, 3).cholesky());
    calls.put(
        "svd: the shape is [3]; expected a matrix, or axes before those of matrices",
        () -> Tensor.ones(3).svd());
    calls.put(
        "solve: received the matrix [2, 2] and the right side [3, 1]; expected as many rows on the"
            + " right side as in the matrix",
        () -> SINGULAR.solve(Tensor.ones(3)));
    calls.put(
        "solve: shapes do not broadcast: [3] and [2]; expected sizes that are equal or 1 at axis -1,"
            + " received 3 and 2; fix: reshape or expand one operand",
        () -> Tensor.ones(3, 2, 2).solve(Tensor.ones(2, 2, 1)));
    calls.put(
        "eigh: received int64[2, 2]; expected a floating-point matrix; fix: cast it first, for"
            + " example x.to(DType.FLOAT64)",
        () -> SINGULAR.to(DType.INT64).eigh());
    calls.put(
        "solve: dtypes differ: float32[2, 2] and float64[2, 1]; expected operands of one dtype;"
            + " fix: cast the float32 one, x.to(DType.FLOAT64)",
        () -> SINGULAR.solve(Tensor.ones(2).to(DType.FLOAT64)));
    return calls.entrySet().stream()
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call.getKey(),
                    () ->
                        assertEquals(
                            call.getKey(),
                            assertThrows(JacobianException.class, call.getValue()).getMessage())))
        .toList();
  }
}
