package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** What statistics, distances and functions of shapes say about what they cannot take. */
class FunctionErrorsTest {
  private static final Tensor MATRIX = Tensor.zeros(2, 3);
  private static final Tensor INTEGERS = Tensor.of(new int[] {3, 1, 2});
  private static final Tensor NONE = Tensor.zeros(2, 0);

  @TestFactory
  List<DynamicTest> errors() {
    return List.of(
        error(
            "median: axis 1 of [2, 0] is empty; expected at least one element",
            () -> NONE.median(1)),
        error(
            "quantile: axis -1 of [2, 0] is empty; expected at least one element",
            () -> NONE.quantile(0.5, -1, false)),
        error(
            "quantile: q is 1.5; expected a number from 0 to 1",
            () -> MATRIX.quantile(1.5, 0, false)),
        error(
            "maskedFill: the mask is float32[2, 3]; expected a bool tensor; fix: compare first, for"
                + " example mask.ne(0)",
            () -> MATRIX.maskedFill(MATRIX, 1)),
        floating("ceil", () -> INTEGERS.ceil()),
        floating("trunc", () -> INTEGERS.trunc()),
        floating("round", () -> INTEGERS.round()),
        error(
            "stack: shapes [2, 3] and [2, 0] differ; expected tensors of one shape; fix: concat,"
                + " which joins tensors along an axis that they have",
            () -> Tensor.stack(0, MATRIX, MATRIX, NONE)),
        floating("quantile", () -> INTEGERS.quantile(0.5, 0, false)),
        floating("nanMean", () -> INTEGERS.nanMean(false)),
        floating("histc", () -> INTEGERS.histc(4, 0, 1)),
        floating("celu", () -> INTEGERS.celu(1)),
        floating("logSumExp", () -> INTEGERS.logSumExp(0, false)),
        floating("softmax", () -> INTEGERS.softmax(0)),
        floating("logSoftmax", () -> INTEGERS.logSoftmax(0)),
        error(
            "celu: alpha is 0; expected another number, since x is divided by it",
            () -> MATRIX.celu(0)),
        error(
            "hardtanh: bounds from 1.0 to -1.0; expected a lower bound that is not above the other",
            () -> MATRIX.hardtanh(1, -1)),
        error("softshrink: lambda is -0.5; expected 0 or more", () -> MATRIX.softshrink(-0.5)),
        error(
            "bincount: received float32[2, 3]; expected a vector of int64; fix: cast and flatten"
                + " it",
            () -> MATRIX.bincount(0)),
        error(
            "bincount: an element is -2; expected 0 or more; fix: shift the numbers",
            () -> Tensor.of(new long[] {1, -2}).bincount(0)),
        error(
            "histc: 0 bins from 0.0 to 1.0; expected at least 1 bin, and an end above the start",
            () -> MATRIX.histc(0, 0, 1)),
        error(
            "histc: 4 bins from 1.0 to 1.0; expected at least 1 bin, and an end above the start",
            () -> MATRIX.histc(4, 1, 1)),
        error(
            "searchSorted: a sequence [2, 3] and values [3, 3]; expected a vector, or sequences and"
                + " values that differ along the last axis only",
            () -> MATRIX.searchSorted(Tensor.zeros(3, 3), false)),
        error(
            "cdist: received [2, 3] and [2, 0]; expected rows of one length, [..., m, d] and [...,"
                + " n, d]",
            () -> MATRIX.cdist(NONE, 2)),
        error(
            "outer: received [2, 3] and [3]; expected two vectors",
            () -> MATRIX.outer(MATRIX.get(0))),
        error(
            "glu: axis -1 of [2, 3] has 3 entries; expected an even number of entries",
            () -> MATRIX.glu(-1)),
        error(
            "gumbelSoftmax: tau is 0.0; expected a number above 0",
            () -> MATRIX.gumbelSoftmax(new Generator(1), 0, true, 0)),
        error(
            "unflatten: axis 1 of [2, 3] as [2, 2]; expected sizes whose product is 3",
            () -> MATRIX.unflatten(1, 2, 2)),
        error(
            "meshgrid: tensor 1 has the shape [2, 3]; expected vectors",
            () -> Tensor.meshgrid(MATRIX.get(0), MATRIX)),
        error("logit: eps is 0.75; expected a number from 0 to 0.5", () -> MATRIX.logit(0.75)),
        floating("logit", () -> INTEGERS.logit()),
        floating("exp2", () -> INTEGERS.exp2()),
        floating("sinc", () -> INTEGERS.sinc()),
        floating("frac", () -> INTEGERS.frac()),
        floating("hypot", () -> INTEGERS.hypot(INTEGERS)),
        floating("xlogy", () -> INTEGERS.xlogy(INTEGERS)),
        floating("copysign", () -> INTEGERS.copysign(INTEGERS)),
        floating("trapezoid", () -> INTEGERS.trapezoid(0.5, 0)),
        error(
            "trapezoid: places [7] along axis 1 of [2, 3]; expected as many as the axis has"
                + " entries, 3",
            () -> MATRIX.trapezoid(Tensor.zeros(7), 1)),
        error("diff: -1 times; expected 0 or more", () -> MATRIX.diff(-1, 0)),
        error("kthvalue: k is 4; expected 1 to 3, the size of axis 1", () -> MATRIX.kthvalue(4, 1)),
        error(
            "cov: received [1, 2, 3]; expected [variables, observations]",
            () -> MATRIX.unsqueeze(0).cov(1)),
        floating("cov", () -> INTEGERS.corrcoef()),
        error(
            "matrixPower: received [2, 3]; expected square matrices [..., n, n]",
            () -> MATRIX.matrixPower(2)),
        error(
            "tensordot: axes [0] of [2, 3] and [0, 1] of [2, 3]; expected as many axes of the same"
                + " sizes",
            () -> MATRIX.tensordot(MATRIX, new int[] {0}, new int[] {0, 1})),
        error(
            "tensordot: axes [0, -2] of [2, 3]; expected each axis once",
            () -> MATRIX.tensordot(MATRIX, new int[] {0, -2}, new int[] {0, 1})),
        error("blockDiag: received [3]; expected matrices", () -> Tensor.blockDiag(MATRIX.get(0))),
        error("logspace: 0 numbers; expected at least 1", () -> Tensor.logspace(0, 1, 0, 10)),
        error(
            "bernoulliInPlace: a probability of 1.5; expected a number from 0 to 1",
            () -> MATRIX.copy().bernoulliInPlace(new Generator(1), 1.5)),
        error(
            "gridSample: images [2, 3] and a grid [1, 2, 2, 2]; expected images [n, channels,"
                + " height, width] and a grid [n, rows, columns, 2] of (x, y)",
            () -> MATRIX.gridSample(Tensor.zeros(1, 2, 2, 2))),
        error(
            "gridSample: images of float32 and a grid of float64; expected one type",
            () -> Tensor.zeros(1, 1, 2, 2).gridSample(Tensor.zeros(1, 2, 2, 2).to(DType.FLOAT64))),
        error("affineGrid: maps [2, 3]; expected [n, 2, 3]", () -> MATRIX.affineGrid(2, 2, false)),
        error(
            "affineGrid: a grid of 0 x 2; expected at least one row and column",
            () -> MATRIX.unsqueeze(0).affineGrid(0, 2, false)),
        error("pad: -1 before and 0 after; expected 0 or more", () -> MATRIX.pad(0, -1, 0, 1.5)));
  }

  @TestFactory
  List<DynamicTest> errorsOfWhatIsJoinedAndParted() {
    return List.of(
        error("hstack: no tensors; expected at least one", () -> Tensor.hstack()),
        error("cartesianProd: no tensors; expected at least one", () -> Tensor.cartesianProd()),
        error(
            "cartesianProd: tensor 0 has the shape [2, 3]; expected vectors",
            () -> Tensor.cartesianProd(MATRIX)),
        error(
            "combinations: received [2, 3]; expected a vector",
            () -> MATRIX.combinations(2, false)),
        error(
            "combinations: of 0 elements; expected at least 1",
            () -> INTEGERS.combinations(0, false)),
        error(
            "bucketize: boundaries [2, 3]; expected a vector",
            () -> MATRIX.bucketize(MATRIX, false)),
        error(
            "takeAlongDim: received [2, 3] and indices [1]; expected indices of as many axes",
            () -> MATRIX.takeAlongDim(Tensor.arange(1), 1)),
        error("tensorSplit: 0 sections; expected at least 1", () -> MATRIX.tensorSplit(0, 1)),
        error(
            "axes [1, -1] of [2, 3] name an axis twice; expected each axis once",
            () -> MATRIX.rot90(1, 1, -1)),
        error(
            "cross: received [2, 3] and [2, 3], axis 0; expected as many axes, of which that one"
                + " has size 3",
            () -> MATRIX.cross(MATRIX, 0)),
        error("vander: 0 columns; expected at least 1", () -> MATRIX.vander(0)),
        error("multiDot: 1 tensors; expected at least two", () -> Tensor.multiDot(MATRIX)),
        error(
            "multiDot: tensor 1 has the shape [3]; expected matrices, of which the first and the"
                + " last one may be vectors",
            () -> Tensor.multiDot(MATRIX, MATRIX.get(0), MATRIX)),
        error(
            "renorm: received [3]; expected at least two axes",
            () -> MATRIX.get(0).renorm(2, 0, 1)),
        error("renorm: maxNorm is -1.0; expected 0 or more", () -> MATRIX.renorm(2, 0, -1)),
        error("hannWindow: -1 numbers; expected 0 or more", () -> Tensor.hannWindow(-1, true)),
        error(
            "nanMedian: axis 1 of [2, 0] is empty; expected at least one element",
            () -> NONE.nanMedian(1)),
        error(
            "nanQuantile: q is 1.5; expected a number from 0 to 1",
            () -> MATRIX.nanQuantile(1.5, 0, false)),
        error(
            "choleskySolve: the right side [3]; expected columns, [..., n, k]",
            () -> MATRIX.get(0).choleskySolve(Tensor.eye(3), false)),
        error(
            "inv: the shape is [2, 3]; expected as many rows as columns",
            () -> MATRIX.choleskyInverse(false)),
        error(
            "matrixNorm: the order is 3.0; expected 1, 2, infinity or their opposites; fix:"
                + " norm(2, keepDim, -2, -1) for Frobenius' norm",
            () -> MATRIX.matrixNorm(3, false)),
        error(
            "cond: the shape is [3]; expected a matrix, or axes before those of matrices",
            () -> MATRIX.get(0).cond()),
        floating("gammainc", () -> INTEGERS.gammainc(INTEGERS)),
        error(
            "gammaincc: dtypes differ: float32[2, 3] and int32[3]; expected operands of one dtype;"
                + " fix: cast the int32 one, x.to(DType.FLOAT32), or both to DType.FLOAT64 if it"
                + " holds numbers beyond 2^24",
            () -> MATRIX.gammaincc(INTEGERS)),
        error(
            "gammainc: a gradient of its first argument; expected one of x alone; fix: detach the"
                + " argument",
            () -> Tensor.ones(2).setRequiresGrad(true).gammainc(Tensor.ones(2)).sum().backward()),
        floating("nanQuantile", () -> INTEGERS.nanQuantile(0.5, 0, false)),
        floating("cumulativeTrapezoid", () -> INTEGERS.cumulativeTrapezoid(0.5, 0)),
        floating("deg2rad", () -> INTEGERS.deg2rad()),
        floating("rad2deg", () -> INTEGERS.rad2deg()),
        floating("logAddExp2", () -> INTEGERS.logAddExp2(INTEGERS)));
  }

  @Test
  void integersAreAllNumbers() {
    assertArrayEquals(new int[] {3, 1, 2}, INTEGERS.nanToNum(0, 1, -1).toIntArray());
  }

  private static DynamicTest floating(String function, Executable call) {
    return error(
        function
            + ": received int32[3]; expected a floating-point tensor; fix: cast it first, for"
            + " example x.to(DType.FLOAT64)",
        call);
  }

  private static DynamicTest error(String expected, Executable call) {
    return DynamicTest.dynamicTest(
        expected,
        () -> assertEquals(expected, assertThrows(JacobianException.class, call).getMessage()));
  }
}
