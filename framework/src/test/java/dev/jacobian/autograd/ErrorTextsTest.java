package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a user reads who has confused shapes, types or axes. */
class ErrorTextsTest {
  private static final Tensor FLOATS = Tensor.zeros(2, 3);
  private static final Tensor DOUBLES = Tensor.zeros(2, 3).to(DType.FLOAT64);
  private static final Tensor LONGS = Tensor.arange(3);
  private static final Tensor TRUTHS = FLOATS.gt(0);

  private final List<DynamicTest> tests = new ArrayList<>();

  private void error(String expected, Runnable action) {
    String name = expected.substring(0, Math.min(60, expected.length()));
    tests.add(
        DynamicTest.dynamicTest(
            name,
            () ->
                assertEquals(
                    expected, assertThrows(JacobianException.class, action::run).getMessage())));
  }

  @TestFactory
  List<DynamicTest> shapes() {
    error(
        "add: shapes do not broadcast: [2, 3] and [4]; expected sizes that are equal or 1 at axis -1,"
            + " received 3 and 4; fix: reshape or expand one operand",
        () -> FLOATS.add(Tensor.zeros(4)));
    error(
        "matmul: inner dimensions differ: [2, 3] x [2, 3]; expected the right operand to be [3, n]",
        () -> FLOATS.matmul(FLOATS));
    error(
        "matmul: inner dimensions differ: [2, 3] x [5, 4] transposed; expected the right operand to"
            + " be [n, 3]",
        () -> FLOATS.matmulTransposed(Tensor.zeros(5, 4)));
    error(
        "matmul: inner dimensions differ: [2, 3] x [2]; expected size 3 where the right operand has 2",
        () -> FLOATS.matmul(Tensor.zeros(2)));
    error(
        "matmul: received [] x [2, 3]; expected operands of rank 1 or more; fix: use mul for scalars",
        () -> Tensor.of(1f).matmul(FLOATS));
    error(
        "matmul: shapes do not broadcast: [2] and [3]; expected sizes that are equal or 1 at axis -1,"
            + " received 2 and 3; fix: reshape or expand one operand",
        () -> Tensor.zeros(2, 3, 4).matmul(Tensor.zeros(3, 4, 2)));
    error(
        "reshape: [2, 3] has 6 elements, [4] has 4; expected a shape with as many elements",
        () -> FLOATS.reshape(4));
    error(
        "reshape: the open size in [4, -1] cannot be found for [2, 3]; expected the other sizes to"
            + " divide 6",
        () -> FLOATS.reshape(4, -1));
    error(
        "reshape: two sizes are open in [-1, -1]; expected at most one -1",
        () -> FLOATS.reshape(-1, -1));
    error("squeeze: axis 1 of [2, 3] has size 3; expected size 1", () -> FLOATS.squeeze(1));
    error("unsqueeze: axis 4 of [2, 3]; expected an axis from -3 to 2", () -> FLOATS.unsqueeze(4));
    error(
        "permute: [0, 0] does not order the axes of [2, 3]; expected every axis exactly once",
        () -> FLOATS.permute(0, 0));
    error("t: the shape is [3]; expected a matrix; fix: use transpose(a, b)", () -> LONGS.t());
    error(
        "expand: [2, 3] does not stretch to [2, 4]; expected sizes that are equal or 1, aligned at"
            + " the last axis",
        () -> FLOATS.expand(2, 4));
    error(
        "slice: range 1 to 4 in steps of 1 along axis 1 of [2, 3]; expected 0 <= start <= end <= 3",
        () -> FLOATS.slice(1, 1, 4));
    error("get: index 2 of [2, 3]; expected an index from -2 to 1", () -> FLOATS.get(2));
    error("pad: -1 before and 0 after; expected 0 or more", () -> FLOATS.pad(0, -1, 0));
    error(
        "concat: shapes differ outside axis 0: [2, 3] and [2, 4]; expected equal sizes along every"
            + " other axis",
        () -> Tensor.concat(0, FLOATS, Tensor.zeros(2, 4)));
    error("concat: no tensors; expected at least one", () -> Tensor.concat(0));
    error(
        "axis 2 does not exist in shape [2, 3]; expected an axis from -2 to 1",
        () -> FLOATS.sum(false, 2));
    error(
        "axes [0, -2] of [2, 3] name an axis twice; expected each axis once",
        () -> FLOATS.sum(false, 0, -2));
    error(
        "max: no elements to compare along axis 0 of [0, 3]; expected at least one element along"
            + " every reduced axis",
        () -> Tensor.zeros(0, 3).max());
    error(
        "argmax: no elements to compare along axis 1 of [2, 0]; expected at least one element along"
            + " every reduced axis",
        () -> Tensor.zeros(2, 0).argmax(1));
    error(
        "dot: received [2, 3] and [2, 3]; expected two vectors of one length",
        () -> FLOATS.dot(FLOATS));
    error(
        "pick: received [2, 3] and indices [3]; expected a matrix [n, m] and indices [n]",
        () -> FLOATS.pick(LONGS));
    error(
        "item: the shape is [2, 3]; expected exactly one element; fix: reduce or slice first",
        FLOATS::item);
    error(
        "an array of 2 elements for shape [3]; expected 3 elements",
        () -> Tensor.of(new float[2], 3));
    error(
        "row 1 has 1 values, row 0 has 2; expected rows of one length",
        () -> Tensor.of(new float[][] {{1, 2}, {3}}));
    error("arange: from 3 to 1; expected an end not below the start", () -> Tensor.arange(3, 1));
    error("linspace: 0 numbers; expected at least 1", () -> Tensor.linspace(0, 1, 0));
    assertEquals(30, tests.size());
    return tests;
  }

  @TestFactory
  List<DynamicTest> types() {
    error(
        "add: dtypes differ: float32[2, 3] and float64[2, 3]; expected operands of one dtype; fix:"
            + " cast the float32 one, x.to(DType.FLOAT64)",
        () -> FLOATS.add(DOUBLES));
    error(
        "add: dtypes differ: int64[3] and float32[3]; expected operands of one dtype; fix: cast the"
            + " int64 one, x.to(DType.FLOAT32), or both to DType.FLOAT64 if it holds numbers beyond"
            + " 2^24",
        () -> LONGS.add(Tensor.of(new float[] {0.5f, 1, 2})));
    error(
        "sub: dtypes differ: float64[3] and int64[3]; expected operands of one dtype; fix: cast the"
            + " int64 one, x.to(DType.FLOAT64)",
        () -> Tensor.of(new double[3]).sub(LONGS));
    error(
        "eq: dtypes differ: int32[3] and int64[3]; expected operands of one dtype; fix: cast the"
            + " int32 one, x.to(DType.INT64)",
        () -> LONGS.to(DType.INT32).eq(LONGS));
    error(
        "mul: dtypes differ: bool[2, 3] and float32[2, 3]; expected operands of one dtype; fix: cast"
            + " the bool one, x.to(DType.FLOAT32)",
        () -> TRUTHS.mul(FLOATS));
    error(
        "mul: received bool[2, 3] and bool[2, 3]; expected numeric operands; fix: cast them first,"
            + " for example x.to(DType.FLOAT32)",
        () -> TRUTHS.mul(TRUTHS));
    error(
        "the number 1.0E17 is not a value of dtype int64; expected a number from -2^53 to 2^53, or a"
            + " tensor: Tensor.of(new long[] {...}); fix: cast the tensor first, for example"
            + " x.to(DType.FLOAT64)",
        () -> LONGS.add(1e17));
    error(
        "the number 0.5 is not a value of dtype int64; expected a whole number; fix: cast the tensor"
            + " first, for example x.to(DType.FLOAT64)",
        () -> LONGS.add(0.5));
    error(
        "the number 3.0E9 is not a value of dtype int32; expected a number from -2147483648 to"
            + " 2147483647; fix: cast the tensor first, for example x.to(DType.INT64)",
        () -> LONGS.to(DType.INT32).mul(3e9));
    error(
        "the number 1.5 is not a value of dtype int32; expected a whole number; fix: cast the tensor"
            + " first, for example x.to(DType.FLOAT64)",
        () -> Tensor.full(Shape.of(2), 1.5, DType.INT32, Device.cpu()));
    error(
        "exp: received int64[3]; expected a floating-point tensor; fix: cast it first, for example"
            + " x.to(DType.FLOAT64)",
        LONGS::exp);
    error(
        "neg: received bool[2, 3]; expected a numeric tensor; fix: cast it first, for example"
            + " x.to(DType.FLOAT32)",
        TRUTHS::neg);
    error(
        "flatten: [2, 3] from axis 1 to 0; expected an end at the start or behind it",
        () -> TRUTHS.flatten(1, 0));
    error(
        "mean: received int64[3]; expected a floating-point tensor; fix: cast it first, for example"
            + " x.to(DType.FLOAT64)",
        LONGS::mean);
    error(
        "std: received int64[3]; expected a floating-point tensor; fix: cast it first, for example"
            + " x.to(DType.FLOAT64)",
        LONGS::std);
    error(
        "norm: received bool[2, 3]; expected a floating-point tensor; fix: cast it first, for example"
            + " x.to(DType.FLOAT32)",
        TRUTHS::norm);
    error(
        "matmul: received float32[2, 3] and float64[2, 3]; expected two floating-point operands of"
            + " one dtype; fix: cast the float32 one, x.to(DType.FLOAT64)",
        () -> FLOATS.matmulTransposed(DOUBLES));
    error(
        "div: received int64[3] and int64[]; expected floating-point operands; fix: floorDiv, which"
            + " rounds down, or x.to(DType.FLOAT64) before",
        () -> LONGS.div(3));
    error(
        "div: received int32[3] and int32[3]; expected floating-point operands; fix: floorDiv, which"
            + " rounds down, or x.to(DType.FLOAT64) before",
        () -> LONGS.to(DType.INT32).divInPlace(LONGS.to(DType.INT32)));
    error(
        "where: the condition is float32[2, 3]; expected a bool tensor; fix: compare first, for"
            + " example x.gt(0)",
        () -> FLOATS.where(FLOATS, FLOATS));
    error(
        "where: dtypes differ: float32[2, 3] and float64[2, 3]; expected operands of one dtype; fix:"
            + " cast the float32 one, x.to(DType.FLOAT64)",
        () -> TRUTHS.where(FLOATS, DOUBLES));
    error(
        "concat: dtypes differ: float32[2, 3] and float64[2, 3]; expected tensors of one dtype; fix:"
            + " cast the float32 one, x.to(DType.FLOAT64)",
        () -> Tensor.concat(0, FLOATS, DOUBLES));
    error(
        "indexSelect: the indices are float32[2, 3]; expected an int64 tensor of rank 1; fix: cast or"
            + " reshape the indices",
        () -> FLOATS.indexSelect(0, FLOATS));
    error(
        "pick: the indices are int32[2]; expected an int64 tensor; fix: cast them, for example"
            + " indices.to(DType.INT64)",
        () -> FLOATS.pick(Tensor.of(new int[2])));
    error(
        "a float32[2, 3] tensor was read as int64; expected the array type of its dtype; fix: read"
            + " it with toFloatArray()",
        FLOATS::toLongArray);
    assertEquals(25, tests.size());
    return tests;
  }

  @TestFactory
  List<DynamicTest> values() {
    error(
        "indexSelect: index 5 at position 1 is outside axis 0 of size 2; expected indices from 0 to 1",
        () -> FLOATS.indexSelect(0, Tensor.of(new long[] {1, 5})));
    error(
        "pick: index 3 at position 1 is outside axis 1 of size 3; expected indices from 0 to 2",
        () -> FLOATS.pick(Tensor.of(new long[] {2, 3})));
    error(
        "pick: index -1 at position 0 is outside axis 1 of size 3; expected indices from 0 to 2",
        () -> FLOATS.pick(Tensor.of(new long[] {-1, 0})));
    error(
        "int64 division by zero; expected integer divisors other than 0; fix: divide in a"
            + " floating type, or replace the zeros first",
        () -> LONGS.floorDiv(LONGS));
    assertEquals(4, tests.size());
    return tests;
  }
}
