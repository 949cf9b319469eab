package dev.jacobian.device.host.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jacobian.device.Backend;
import dev.jacobian.device.ConvolutionPart;
import dev.jacobian.device.ConvolutionShape;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.BackendInC;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.kernel.c.CompiledC;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What large images take, of which whole ones are packed where groups or images are the lanes. */
class DirectConvolutionTest {
  private static ConvolutionShape square(long side, long groups) {
    List<Long> one = List.of(1L, 1L);
    return new ConvolutionShape(List.of(side, side), List.of(3L, 3L), one, one, one, groups);
  }

  private static List<Operand> operands(
      Backend backend, DType dtype, ConvolutionShape shape, long batch, long in, long out) {
    List<Operand> all = new ArrayList<>();
    for (Shape each :
        List.of(
            shape.shape(ConvolutionPart.INPUT, batch, in),
            shape.shape(ConvolutionPart.WEIGHT, out, in / shape.groups()),
            shape.shape(ConvolutionPart.OUTPUT, batch, out))) {
      all.add(new Operand(backend.memory().allocate(new TensorSpec(each, dtype)), each));
    }
    return all;
  }

  /** A thread would keep 64 lanes of two images of a million elements. */
  @ParameterizedTest
  @CsvSource({"64, 20, 1, 20, 20, true", "1024, 20, 1, 20, 20, false", "1024, 1, 16, 16, 3, false"})
  void imagesThatWouldTakeMuchMemoryAreLeftToBlas(
      long side, long groups, long batch, long in, long out, boolean isDirect) {
    ConvolutionShape shape = square(side, groups);
    HostBackend backend = new HostBackend(4L << 30, 1);
    try (MemoryScope scope = MemoryScope.open()) {
      List<Operand> all = operands(backend, DType.FLOAT32, shape, batch, in, out);
      DirectConvolution direct =
          DirectConvolution.of(shape, ConvolutionPart.OUTPUT, all.get(0), all.get(1), all.get(2));
      if (isDirect) {
        assertNotNull(direct, scope::toString);
      } else {
        assertNull(direct, scope::toString);
      }
    }
  }

  /** Of 190 x 190 elements 64 lanes are too many, and 20 groups are two parts of fewer. */
  @ParameterizedTest
  @EnumSource(ConvolutionPart.class)
  void fewerLanesGiveTheSameSums(ConvolutionPart result) {
    CompiledC.assumeCompiler();
    ConvolutionShape shape = square(190, 20);
    double[] direct = convolved(BackendInC.with(CompiledC.always()), shape, result);
    double[] byBlas = convolved(new HostBackend(1L << 30, 2), shape, result);
    assertArrayEquals(byBlas, direct, 1e-10);
  }

  private static double[] convolved(
      Backend backend, ConvolutionShape shape, ConvolutionPart result) {
    try (MemoryScope scope = MemoryScope.open()) {
      List<Operand> all = operands(backend, DType.FLOAT64, shape, 1, 20, 20);
      for (Operand each : all) {
        double[] values =
            new SplittableRandom(each.shape().size()).doubles(each.shape().size(), -1, 1).toArray();
        backend.upload(values, 0, each);
      }
      backend.convolve(shape, result, all.get(0), all.get(1), all.get(2));
      Operand computed =
          all.get(
              switch (result) {
                case INPUT -> 0;
                case WEIGHT -> 1;
                case OUTPUT -> 2;
              });
      double[] values = new double[Math.toIntExact(computed.shape().size())];
      backend.download(computed, values, 0);
      assertNotNull(scope);
      return values;
    }
  }
}
