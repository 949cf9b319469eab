package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
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

  private Driver driver;
  private long stream;

  @BeforeEach
  void start() {
    Emulated.assumeCompiler();
    driver = Emulated.newDriver();
    driver.enter();
    stream = driver.newStream();
  }

  @AfterEach
  void mend() {
    Fakes.reset();
  }

  private void launch(String name, long address, long at) {
    long function = driver.function(driver.module("a test", KERNELS), name);
    driver.launch(function, 1, 32, new long[] {address, at}, stream);
  }

  private ByteBuffer pinned() {
    return driver.allocatePinned(4).order(ByteOrder.nativeOrder());
  }

  @Test
  void aWriteOutsideOfAnAllocationIsNoticed() {
    long address = driver.allocate(16);
    launch("put_one", address, 3);
    driver.synchronize(stream);
    Fakes.checkGuards();
    launch("put_one", address, 4);
    driver.synchronize(stream);
    AssertionError error = assertThrows(AssertionError.class, Fakes::checkGuards);
    assertEquals("a kernel has written outside of an allocation of 16 bytes", error.getMessage());
    assertThrows(DeviceException.class, () -> driver.free(address));
  }

  @Test
  void threadsThatDoNotWaitAtTheSamePlacesAreNoticed() {
    launch("wait_some", driver.allocate(16), 32);
    driver.synchronize(stream);
    launch("wait_some", driver.allocate(16), 31);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertEquals(
        "a kernel has failed with CUDA_ERROR_LAUNCH_FAILED (the threads of a block do not wait at the same places), which"
            + " cuStreamSynchronize found; launched since the device was waited for: a test (wait_some) on 1 blocks of 32"
            + " threads; fix: this process can compute no more on the device; start it with CUDA_LAUNCH_BLOCKING=1, and"
            + " the error comes from the launch that makes it",
        error.getMessage());
    // As on a device, nothing is done after that.
    assertThrows(DeviceException.class, () -> driver.allocate(16));
  }

  @Test
  void whatIsNotWaitedForHasNotBeenDone() {
    long address = driver.allocate(4);
    ByteBuffer values = pinned();
    values.putFloat(0, 5);
    driver.copyToDevice(address, values, 4, stream);
    long sent = driver.newEvent();
    driver.record(sent, stream);
    // What changes before the copy was waited for is what arrives.
    values.putFloat(0, 6);
    ByteBuffer read = pinned();
    read.putFloat(0, 0);
    driver.await(sent);
    driver.copyToHost(read, address, 4, stream);
    assertEquals(0, read.getFloat(0));
    driver.synchronize(stream);
    assertEquals(6, read.getFloat(0));
  }

  @Test
  void newMemoryHoldsNoNumbers() {
    ByteBuffer read = pinned();
    driver.copyToHost(read, driver.allocate(4), 4, stream);
    driver.synchronize(stream);
    assertTrue(Float.isNaN(read.getFloat(0)));
  }

  @Test
  void aCopyThatLeavesItsAllocationIsNoticed() {
    driver.clear(driver.allocate(8), 9, stream);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(
        error.getMessage().contains("(a copy of 9 bytes leaves its allocation)"),
        error.getMessage());
  }

  @Test
  void aThreadThatHasNotEnteredIsRefused() throws InterruptedException {
    DeviceException[] error = new DeviceException[1];
    Thread other =
        new Thread(() -> error[0] = assertThrows(DeviceException.class, () -> driver.allocate(16)));
    other.start();
    other.join();
    assertEquals(
        "cuMemAlloc failed with CUDA_ERROR_INVALID_CONTEXT (as the driver describes it)",
        error[0].getMessage());
  }
}
