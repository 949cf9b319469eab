package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
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
      extern "C" __global__ void add_up(const Argument a) {
        a.x[threadIdx.x % 4] = 0x7fffffff + (int) a.at;
      }
      extern "C" __global__ void look_at(const Argument a) { a.x[0] = a.x[a.at] > 9 ? 1 : 2; }
      extern "C" __global__ void put_own(const Argument a) { a.x[0] = threadIdx.x; }
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
  void aReadOutsideOfAnAllocationIsNoticed() {
    long address = driver.allocate(16);
    launch("look_at", address, 3);
    driver.synchronize(stream);
    for (int at : new int[] {4, -1}) {
      launch("look_at", address, at);
      DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
      assertTrue(
          error.getMessage().contains("(a kernel has read outside of an allocation)"),
          error.getMessage());
      Fakes.reset();
    }
  }

  @Test
  void threadsThatDoNotWaitAtTheSamePlacesAreNoticed() {
    launch("wait_some", driver.allocate(16), 32);
    driver.synchronize(stream);
    launch("wait_some", driver.allocate(16), 31);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertEquals(
        "a kernel has failed with CUDA_ERROR_LAUNCH_FAILED (the threads of a block do not wait at the same places), which"
            + " cuStreamSynchronize found; launched and not known to be done, the newest last: a test (wait_some) on 1"
            + " blocks of 32 threads; fix: this process can compute no more on the device; start it with"
            + " CUDA_LAUNCH_BLOCKING=1, and the error comes from the call that launches what fails",
        error.getMessage());
    // As on a device, nothing is done after that.
    assertThrows(DeviceException.class, () -> driver.allocate(16));
  }

  @Test
  void anIntegerThatLeavesItsRangeIsNoticed() {
    long address = driver.allocate(16);
    launch("add_up", address, 0);
    driver.synchronize(stream);
    launch("add_up", address, 1);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(
        error
            .getMessage()
            .contains("(an integer has left its range, of which compilers may make anything)"),
        error.getMessage());
  }

  @Test
  void whatHasBeenGivenBackIsNotUsedAgain() {
    long graph = driver.newGraph();
    driver.freeGraph(graph);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.freeGraph(graph));
    assertTrue(error.getMessage().startsWith("cuGraphDestroy failed with "), error.getMessage());
    assertThrows(DeviceException.class, () -> driver.freeReady(graph));
    assertThrows(DeviceException.class, () -> driver.launchGraph(graph, stream));
    driver.synchronize(stream);
  }

  @Test
  void noThreadIsAlwaysTheFirst() {
    long address = driver.allocate(16);
    launch("put_own", address, 0);
    float last = read(address);
    launch("put_own", address, 0);
    assertEquals(31 - last, read(address));
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
  void aStreamWaitsForAnotherOnesEvent() {
    long address = driver.allocate(4);
    ByteBuffer values = pinned();
    values.putFloat(0, 5);
    long other = driver.newStream();
    driver.copyToDevice(address, values, 4, other);
    long sent = driver.newEvent();
    driver.record(sent, other);
    driver.order(sent, stream);
    assertEquals(5, read(address));
    // What is recorded later is not waited for.
    driver.record(sent, other);
    ByteBuffer later = pinned().putFloat(0, 6);
    driver.copyToDevice(driver.allocate(4), later, 4, other);
    driver.order(sent, stream);
    assertEquals(5, read(address));
  }

  @Test
  void memoryThatTwoStreamsUseInNoOrderIsNoticed() {
    long address = driver.allocate(16);
    long other = driver.newStream();
    launch("put_one", address, 3);
    long launched = driver.newEvent();
    driver.record(launched, stream);
    launch("put_one", address, 2);
    // The other stream is behind the first launch, not behind the second.
    driver.order(launched, other);
    DeviceException error =
        assertThrows(DeviceException.class, () -> driver.clear(address, 16, other));
    assertTrue(
        error
            .getMessage()
            .contains("(an allocation of 16 bytes is used by two streams in no order)"),
        error.getMessage());
  }

  @Test
  void whatTheProgramHasWaitedForIsInOrder() {
    long address = driver.allocate(16);
    long other = driver.newStream();
    launch("put_one", address, 3);
    driver.synchronize(stream);
    driver.clear(address, 16, other);
    long cleared = driver.newEvent();
    driver.record(cleared, other);
    driver.await(cleared);
    launch("put_one", address, 2);
    driver.synchronize(stream);
  }

  @Test
  void aGraphUsesWhatItsStepsUse() {
    long address = driver.allocate(16);
    long graph = driver.newGraph();
    long function = driver.function(driver.module("a test", KERNELS), "put_one");
    driver.addLaunch(graph, 0, function, 1, 32, new long[] {address, 0});
    long other = driver.newStream();
    driver.clear(address, 16, other);
    long ready = driver.makeReady(graph);
    assertThrows(DeviceException.class, () -> driver.launchGraph(ready, stream));
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

  /** Strides below zero are among a launch's numbers, of which each may be an address. */
  @Test
  void theLastAddressThereIsIsInNoAllocation() {
    driver.allocate(8);
    driver.clear(-1, 1, stream);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(
        error.getMessage().contains("(a copy of 1 bytes leaves its allocation)"),
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

  private static final String DOUBLE =
      """
      struct Argument { float *x; };
      extern "C" __global__ void twice(const Argument a) { if (threadIdx.x == 0) { a.x[0] *= 2; } }
      """;

  private float read(long address) {
    ByteBuffer read = pinned();
    driver.copyToHost(read, address, 4, stream);
    driver.synchronize(stream);
    return read.getFloat(0);
  }

  private long number(float value) {
    long address = driver.allocate(4);
    ByteBuffer values = pinned().putFloat(0, value);
    driver.copyToDevice(address, values, 4, stream);
    driver.synchronize(stream);
    return address;
  }

  @Test
  void aGraphDoesItsStepsInTheirOrderAndCanBeChanged() {
    long x = number(3);
    long y = number(5);
    long twice = driver.function(driver.module("a test", DOUBLE), "twice");
    long graph = driver.newGraph();
    long first = driver.addLaunch(graph, 0, twice, 1, 32, new long[] {x});
    driver.beginCapture(stream);
    driver.copyOnDevice(y, x, 4, stream);
    long part = driver.endCapture(stream);
    long second = driver.addGraph(graph, first, part);
    driver.addLaunch(graph, second, twice, 1, 32, new long[] {y});
    long ready = driver.makeReady(graph);
    assertEquals(3, read(x));
    driver.launchGraph(ready, stream);
    assertEquals(6, read(x));
    assertEquals(12, read(y));
    // The first step doubles y now, and the second one copies back.
    driver.setLaunch(ready, first, twice, 1, 32, new long[] {y});
    driver.beginCapture(stream);
    driver.copyOnDevice(x, y, 4, stream);
    long other = driver.endCapture(stream);
    assertTrue(driver.setGraph(ready, second, other));
    driver.launchGraph(ready, stream);
    assertEquals(24, read(x));
    assertEquals(48, read(y));
    driver.beginCapture(stream);
    driver.copyOnDevice(x, y, 4, stream);
    driver.copyOnDevice(x, y, 4, stream);
    assertFalse(driver.setGraph(ready, second, driver.endCapture(stream)));
    driver.freeReady(ready);
    driver.freeGraph(graph);
  }

  @Test
  void nothingIsWaitedForWhileAGraphIsCaptured() {
    driver.beginCapture(stream);
    assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertThrows(DeviceException.class, () -> driver.allocate(4));
    driver.freeGraph(driver.endCapture(stream));
  }

  @Test
  void aGraphThatFailsIsNamedByItsSteps() {
    long address = driver.allocate(16);
    long function = driver.function(driver.module("some sums", KERNELS), "wait_some");
    long graph = driver.newGraph();
    long first = driver.addLaunch(graph, 0, function, 1, 32, new long[] {address, 31});
    driver.beginCapture(stream);
    driver.multiply(product(address), stream);
    driver.addGraph(graph, first, driver.endCapture(stream));
    driver.launchGraph(driver.makeReady(graph), stream);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(
        error
            .getMessage()
            .contains(
                "the newest last: a graph of some sums (wait_some); a product of 1 x 2 and 2 x 1; fix: "),
        error.getMessage());
  }

  private static Product product(long address) {
    Product.Matrix row = new Product.Matrix(address, true, 2, 0);
    Product.Matrix column = new Product.Matrix(address + 8, false, 2, 0);
    Product.Matrix one = new Product.Matrix(address + 12, false, 1, 0);
    return new Product(DType.FLOAT32, 1, 1, 2, 1, row, column, 0, one, 1, false);
  }

  /** A call that fails makes the capture invalid, and the driver refuses to end it. */
  @Test
  void aCaptureThatHasFailedSaysWhatFailedInIt() {
    Work product = new Work.Multiplication(product(driver.allocate(16)));
    long graph = driver.newGraph();
    Fakes.fail("cublasGemm", 13);
    Fakes.fail("cuStreamEndCapture", 901);
    DeviceException error =
        assertThrows(DeviceException.class, () -> product.add(driver, graph, 0, stream));
    assertEquals(
        "a product of 1 x 2 and 2 x 1 failed with status 13 (as cuBLAS describes it)",
        error.getMessage());
    assertTrue(product.add(driver, graph, 0, stream) != 0);
  }

  private void failAndGoOn() {
    long address = driver.allocate(16);
    launch("put_one", address, 0);
    driver.synchronize(stream);
    long done = driver.newEvent();
    launch("put_one", address, 1);
    driver.record(done, stream);
    driver.await(done);
    launch("wait_some", address, 31);
    driver.multiply(product(address), stream);
    launch("put_one", address, 2);
  }

  private static final String FAILED_BEFORE =
      " found; launched and not known to be done, the newest last: a test (wait_some) on 1 blocks of 32 threads; a"
          + " product of 1 x 2 and 2 x 1; a test (put_one) on 1 blocks of 32 threads";

  @Test
  void aFailureThatShowsLateNamesWhatWasLaunchedSinceAllWasWell() {
    failAndGoOn();
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(
        error.getMessage().contains("cuStreamSynchronize" + FAILED_BEFORE + "; fix: "),
        error.getMessage());
  }

  @Test
  void aFailureThatCuBlasMeetsIsThatOfTheKernelBefore() {
    long address = driver.allocate(16);
    failAndGoOn();
    assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    DeviceException error =
        assertThrows(DeviceException.class, () -> driver.multiply(product(address), stream));
    assertTrue(error.getMessage().contains("cuBLAS" + FAILED_BEFORE), error.getMessage());
  }

  @Test
  void launchesOfAnotherStreamThatWasWaitedForAreStillInDoubt() {
    launch("wait_some", driver.allocate(16), 31);
    long other = driver.newStream();
    driver.synchronize(other);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(error.getMessage().contains("last: a test (wait_some) on"), error.getMessage());
  }

  @Test
  void launchesBeyondTheLastEightAreCounted() {
    for (int i = 0; i < 10; i++) {
      launch("put_one", driver.allocate(4), 0);
    }
    launch("wait_some", driver.allocate(16), 31);
    DeviceException error = assertThrows(DeviceException.class, () -> driver.synchronize(stream));
    assertTrue(
        error.getMessage().contains("last: 3 before; 7 times a test (put_one) on"),
        error.getMessage());
    assertTrue(
        error.getMessage().contains("(wait_some) on 1 blocks of 32 threads; fix"),
        error.getMessage());
  }
}
