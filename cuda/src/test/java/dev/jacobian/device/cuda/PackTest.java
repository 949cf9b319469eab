package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Elementwise work over many elements reads and writes four of them at once where they lie so that
 * a device can, and gives what it gives one by one.
 */
class PackTest {
  private static final long MANY = 8192;

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.reset();
    Fakes.checkGuards();
  }

  private static Tensor random(DType dtype, long... shape) {
    return Tensor.randn(new Generator(3), shape).mul(9).to(dtype);
  }

  /** Checks a function's values, and returns how many of its launches were in packs. */
  private static long packs(Function<Tensor[], Tensor> function, Tensor... inputs) {
    Tensor[] onDevice = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      onDevice[i] = inputs[i].cuda();
    }
    Fakes.checkGuards();
    Emulated.backend().synchronize();
    long before = Fakes.count("packed");
    Tensor found = function.apply(onDevice);
    Emulated.backend().synchronize();
    long packs = Fakes.count("packed") - before;
    Tensor expected = function.apply(inputs);
    assertEquals(expected.dtype(), found.dtype());
    assertArrayEquals(
        expected.to(DType.FLOAT64).toDoubleArray(), found.cpu().to(DType.FLOAT64).toDoubleArray());
    return packs;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void elementsOfEachTypeAre(DType dtype) {
    assertEquals(
        1, packs(t -> t[0].eq(t[1]), random(dtype, MANY), random(dtype, 64, 128).reshape(MANY)));
    for (DType other : DType.values()) {
      // What has the type already is not copied.
      assertEquals(other == dtype ? 0 : 1, packs(t -> t[0].to(other), random(dtype, MANY)));
    }
    assertEquals(0, packs(t -> t[0].eq(t[1]), random(dtype, MANY - 1), random(dtype, MANY - 1)));
    assertEquals(0, packs(t -> t[0].eq(t[1]), random(dtype, MANY - 2), random(dtype, MANY - 2)));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void viewsThatBeginBetweenPacksAreNot(DType dtype) {
    for (int first = 0; first <= 4; first++) {
      int from = first;
      int atOnce = Math.min(4, 16 / dtype.byteSize());
      long expected = first % atOnce == 0 ? 1 : 0;
      Function<Tensor[], Tensor> function = t -> t[0].slice(0, from, from + MANY).ne(t[1]);
      assertEquals(
          expected, packs(function, random(dtype, MANY + 8), random(dtype, MANY)), "from " + first);
    }
  }

  @Test
  void rowsAreWhereTheirLengthIsThatOfPacks() {
    DType f = DType.FLOAT32;
    Function<Tensor[], Tensor> sum = t -> t[0].add(t[1]);
    assertEquals(1, packs(sum, random(f, 64, 128), random(f, 128)));
    assertEquals(1, packs(sum, random(f, 64, 128), random(f, 64, 1)));
    assertEquals(1, packs(sum, random(f, 64, 128), random(f)));
    assertEquals(1, packs(sum, random(f, 64, 1, 128), random(f, 4, 1)));
    assertEquals(0, packs(sum, random(f, 64, 129), random(f, 129)));
    // Of rows that are 130 apart every second one begins between packs.
    assertEquals(
        0, packs(t -> t[0].slice(1, 0, 128).add(t[1]), random(f, 64, 130), random(f, 64, 128)));
    assertEquals(
        1, packs(t -> t[0].slice(1, 4, 132).add(t[1]), random(f, 64, 136), random(f, 64, 128)));
  }

  @Test
  void whatIsChangedInPlaceIs() {
    assertEquals(
        2,
        packs(
            t -> {
              Tensor x = t[0].copy();
              x.addInPlace(t[1]);
              x.mulInPlace(x);
              return x;
            },
            random(DType.FLOAT32, MANY),
            random(DType.FLOAT32, MANY)));
  }

  @Test
  void aCompiledFunctionTakesTheOneOrTheOther() {
    Compiled function = Compiled.function(t -> t[0].mul(t[0]).add(t[0].mul(2)).add(1).sin());
    Tensor base = random(DType.FLOAT32, MANY + 4);
    Tensor onDevice = base.cuda();
    for (int i = 0; i < 3; i++) {
      for (int first : new int[] {0, 1, 4}) {
        long before = Fakes.count("packed");
        Tensor view = onDevice.slice(0, first, first + MANY);
        float[] found = function.run(view).toFloatArray();
        Tensor x = base.slice(0, first, first + MANY);
        assertArrayEquals(x.mul(x).add(x.mul(2)).add(1).sin().toFloatArray(), found, 1e-6f);
        assertEquals(first % 4 == 0, Fakes.count("packed") > before, "run " + i + " from " + first);
      }
    }
  }

  @Test
  void theEmulatedDeviceRefusesAnAddressBetweenPacks() {
    Driver driver = Emulated.newDriver();
    driver.enter();
    String source =
        CudaSource.sort()
            + """
            struct Argument { float *x; int64_t first; };
            extern "C" __global__ void kernel(const Argument a) {
              put_pack(a.x, pack_at(a.x + a.first));
            }
            """;
    long stream = driver.newStream();
    long function = driver.function(driver.module("packs", source), "kernel");
    long address = driver.allocate(64);
    driver.launch(function, 1, 32, new long[] {address, 4}, stream);
    driver.synchronize(stream);
    driver.launch(function, 1, 32, new long[] {address, 2}, stream);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(
        error
            .getMessage()
            .contains(
                "CUDA_ERROR_MISALIGNED_ADDRESS (several elements at once from an address that is no multiple of"
                    + " their bytes)"),
        error.getMessage());
  }
}
