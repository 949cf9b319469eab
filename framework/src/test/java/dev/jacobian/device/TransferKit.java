package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How values get to the device: upload, download, fill, pseudo-random numbers; and the memory they
 * lie in.
 */
abstract class TransferKit extends KernelKit {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.scalar(),
          Shape.of(0),
          Shape.of(3, 0, 2),
          Shape.of(7),
          Shape.of(3, 5),
          Shape.of(LARGE));

  @ParameterizedTest
  @EnumSource(DType.class)
  void uploadAndDownloadReturnTheSameElements(DType dtype) {
    for (Shape shape : SHAPES) {
      Values values = Values.random(dtype, shape, 1);
      values.assertSame(get(put(values)), "round trip of " + shape);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void uploadReadsFromAnOffset(DType dtype) {
    Values all = Values.random(dtype, Shape.of(12), 2);
    Operand operand = blank(dtype, Shape.of(2, 3));
    backend().upload(all.toJavaArray(), 4, operand);
    Values.of(dtype, Shape.of(2, 3), Arrays.copyOfRange(all.data(), 4, 10))
        .assertSame(get(operand), "elements 4 to 9");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void downloadWritesAtAnOffsetAndNowhereElse(DType dtype) {
    Values around = Values.generate(dtype, Shape.of(12), i -> 1);
    Values values = Values.generate(dtype, Shape.of(2, 3), i -> 0);
    Object array = around.toJavaArray();
    backend().download(put(values), array, 4);
    Values.vector(dtype, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1)
        .assertSame(Values.fromJavaArray(dtype, Shape.of(12), array, 0), "array");
  }

  @Test
  void whatIsSentIsThereOnceItIsOrdered() {
    for (Shape shape : SHAPES) {
      Operand[] outputs = new Operand[DType.values().length];
      Object[] arrays = new Object[outputs.length];
      for (DType dtype : DType.values()) {
        outputs[dtype.ordinal()] = blank(dtype, shape);
        arrays[dtype.ordinal()] = Values.random(dtype, shape, 1).toJavaArray();
      }
      TransferCounter.Snapshot before = backend().transfers().snapshot();
      Arrival arrival = backend().send(arrays, outputs);
      long bytes = Arrays.stream(outputs).mapToLong(each -> each.spec().byteSize()).sum();
      assertEquals(
          new TransferCounter.Snapshot(outputs.length, bytes, 0, 0),
          backend().transfers().snapshot().since(before));
      // The arrays are their owner's again.
      for (DType dtype : DType.values()) {
        Object other = Values.generate(dtype, shape, i -> 0).toJavaArray();
        System.arraycopy(other, 0, arrays[dtype.ordinal()], 0, (int) shape.size());
      }
      arrival.order();
      for (DType dtype : DType.values()) {
        Operand copied = blank(dtype, shape);
        backend().copy(outputs[dtype.ordinal()], copied);
        Values.random(dtype, shape, 1).assertSame(get(copied), "what was sent, " + shape);
      }
    }
  }

  @Test
  void manyBatchesMayBeOnTheirWay() {
    int count = 7;
    Operand[] sent = new Operand[count];
    Arrival[] arrivals = new Arrival[count];
    for (int i = 0; i < count; i++) {
      Values values = Values.random(DType.FLOAT32, Shape.of(1000 * (i + 1)), i);
      sent[i] = allocate(DType.FLOAT32, values.shape());
      arrivals[i] = backend().send(new Object[] {values.toJavaArray()}, new Operand[] {sent[i]});
    }
    for (int i = count - 1; i >= 0; i--) {
      arrivals[i].order();
      Operand copied = blank(DType.FLOAT32, sent[i].shape());
      backend().copy(sent[i], copied);
      Values.random(DType.FLOAT32, sent[i].shape(), i).assertSame(get(copied), "batch " + i);
    }
  }

  @Test
  void int64KeepsAllItsBits() {
    long[] values = {Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1, -1};
    Operand operand = allocate(DType.INT64, Shape.of(4));
    backend().upload(values, 0, operand);
    long[] returned = new long[4];
    backend().download(operand, returned, 0);
    assertEquals(Arrays.toString(values), Arrays.toString(returned));
  }

  @Test
  void transfersAreCounted() {
    Operand operand = allocate(DType.FLOAT32, Shape.of(10));
    TransferCounter.Snapshot before = backend().transfers().snapshot();
    backend().upload(new float[30], 5, operand);
    backend().upload(new float[10], 0, operand);
    backend().download(operand, new float[10], 0);
    assertEquals(
        new TransferCounter.Snapshot(2, 80, 1, 40), backend().transfers().snapshot().since(before));
  }

  @Test
  void kernelsTransferNothing() {
    Operand a = put(Values.random(DType.FLOAT32, Shape.of(8, 8), 3));
    Operand b = blank(DType.FLOAT32, Shape.of(8, 8));
    TransferCounter.Snapshot before = backend().transfers().snapshot();
    backend().copy(a, b);
    SingleKernels.fill(backend(), a, 2);
    backend().matmul(a, false, a, false, b);
    backend().copy(a.at(a.layout().permute(List.of(1, 0))), b);
    backend().random(RandomKind.NORMAL, new RandomState(1, 2, 3), b);
    assertEquals(
        new TransferCounter.Snapshot(0, 0, 0, 0), backend().transfers().snapshot().since(before));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void fillConvertsItsValue(DType dtype) {
    for (Shape shape : SHAPES) {
      for (double value : new double[] {0, 1, -2.75, 1000.5}) {
        Operand output = blank(dtype, shape);
        SingleKernels.fill(backend(), output, value);
        Values.generate(dtype, shape, i -> value).assertSame(get(output), value + " in " + shape);
      }
    }
  }

  @Test
  void fillTakesNaNAndInfinity() {
    for (DType dtype : FLOATING) {
      for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
        Operand output = put(Values.vector(dtype, 1, 2, 3));
        SingleKernels.fill(backend(), output, value);
        Values.vector(dtype, value, value, value).assertSame(get(output), "fill " + value);
      }
    }
  }

  static Stream<Arguments> randomCases() {
    return Stream.of(
            new RandomState(0, 0, 0),
            new RandomState(42, 0, 1),
            new RandomState(-1, 7, 1_000_001),
            new RandomState(Long.MIN_VALUE, -3, 1L << 40))
        .flatMap(state -> Arrays.stream(RandomKind.values()).map(d -> arguments(state, d)));
  }

  @Test
  void everyDistributionIsSeen() {
    assertEquals(8, randomCases().count());
  }

  @ParameterizedTest
  @MethodSource("randomCases")
  void randomNumbersAreThoseOfTheState(RandomState state, RandomKind distribution) {
    for (Shape shape : List.of(Shape.scalar(), Shape.of(0), Shape.of(3, 5), Shape.of(20_011))) {
      Operand singles = blank(DType.FLOAT32, shape);
      backend().random(distribution, state, singles);
      Values.generate(
              DType.FLOAT32,
              shape,
              i ->
                  distribution == RandomKind.UNIFORM
                      ? state.uniformFloat(i)
                      : (float) state.normal(i))
          .assertSame(get(singles), distribution + " float32" + shape);
      Operand doubles = blank(DType.FLOAT64, shape);
      backend().random(distribution, state, doubles);
      Values.generate(
              DType.FLOAT64,
              shape,
              i -> distribution == RandomKind.UNIFORM ? state.uniformDouble(i) : state.normal(i))
          .assertSame(get(doubles), distribution + " float64" + shape);
    }
  }

  @Test
  void backendSaysWhatItIs() {
    assertFalse(backend().description().isBlank());
    assertFalse(backend().description().contains("\n"));
    Operand operand = allocate(DType.FLOAT32, Shape.of(2));
    assertSame(backend(), operand.storage().backend());
    assertEquals(backend().device(), operand.storage().backend().device());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void blocksAreAllocatedAndFreed(DType dtype) {
    for (long capacity : new long[] {16, 1000, 1 << 20}) {
      Block block = backend().allocate(dtype, capacity);
      assertFalse(block == backend().allocate(dtype, capacity), "a block is handed out once");
      block.free();
    }
  }

  @Test
  void releasedMemoryIsUsedAgain() {
    MemoryPool.Usage before;
    try (MemoryScope inner = MemoryScope.open()) {
      put(Values.random(DType.FLOAT32, Shape.of(5000), 4));
      before = backend().memory().usage();
    }
    MemoryPool.Usage released = backend().memory().usage();
    assertTrue(released.liveTensors() < before.liveTensors());
    assertTrue(released.freeBytes() >= 5000 * 4);
    allocate(DType.FLOAT32, Shape.of(5000));
    MemoryPool.Usage after = backend().memory().usage();
    assertEquals(before.liveBytes() + before.freeBytes(), after.liveBytes() + after.freeBytes());
  }
}
