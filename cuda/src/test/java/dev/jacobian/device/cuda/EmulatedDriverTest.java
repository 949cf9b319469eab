package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The emulated device notices what a real one punishes. */
class EmulatedDriverTest {
  private static final String KERNELS =
      """
      struct Argument { float *x; long at; };
      extern "C" __global__ void put_one(const Argument a) { a.x[a.at] = 1; }
      extern "C" __global__ void wait_some(const Argument a) {
        if ((long) threadIdx.x < a.at) { __syncthreads(); }
      }
      // a.x = block_
      """;

  private EmulatedDriver driver;

  @BeforeEach
  void start() {
    Emulated.assumeCompiler();
    driver = new EmulatedDriver();
  }

  private void launch(String name, long address, long at) {
    long function = driver.function(driver.module(KERNELS), name);
    driver.launch(function, 1, 32, new long[] {address, at}, 1);
  }

  @Test
  void aWriteOutsideOfAnAllocationIsNoticed() {
    long address = driver.allocate(16);
    launch("put_one", address, 3);
    driver.synchronize(1);
    driver.checkGuards();
    launch("put_one", address, 4);
    driver.synchronize(1);
    AssertionError error = assertThrows(AssertionError.class, driver::checkGuards);
    assertEquals("a kernel has written outside of an allocation of 16 bytes", error.getMessage());
    assertThrows(AssertionError.class, () -> driver.free(address));
  }

  @Test
  void threadsThatDoNotWaitAtTheSamePlacesAreNoticed() {
    launch("wait_some", driver.allocate(16), 32);
    driver.synchronize(1);
    launch("wait_some", driver.allocate(16), 31);
    AssertionError error = assertThrows(AssertionError.class, () -> driver.synchronize(1));
    assertEquals("the threads of a block do not wait at the same places", error.getMessage());
  }

  @Test
  void whatIsNotWaitedForHasNotBeenDone() {
    long address = driver.allocate(4);
    ByteBuffer values = driver.allocatePinned(4).order(ByteOrder.nativeOrder());
    values.putFloat(0, 5);
    driver.copyToDevice(address, values, 4, 1);
    long sent = driver.newEvent();
    driver.record(sent, 1);
    // What changes before the copy was waited for is what arrives.
    values.putFloat(0, 6);
    ByteBuffer read = driver.allocatePinned(4).order(ByteOrder.nativeOrder());
    driver.await(sent);
    driver.copyToHost(read, address, 4, 1);
    assertEquals(0, read.getFloat(0));
    driver.synchronize(1);
    assertEquals(6, read.getFloat(0));
  }

  @Test
  void newMemoryHoldsNoNumbers() {
    ByteBuffer read = driver.allocatePinned(4).order(ByteOrder.nativeOrder());
    driver.copyToHost(read, driver.allocate(4), 4, 1);
    driver.synchronize(1);
    assertTrue(Float.isNaN(read.getFloat(0)));
  }

  @Test
  void aCopyThatLeavesItsAllocationIsNoticed() {
    driver.clear(driver.allocate(8), 9, 1);
    AssertionError error = assertThrows(AssertionError.class, () -> driver.synchronize(1));
    assertEquals("a copy of 9 bytes leaves its allocation", error.getMessage());
  }
}
