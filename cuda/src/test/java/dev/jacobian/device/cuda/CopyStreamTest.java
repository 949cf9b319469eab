package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Arrival;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent travels while the device computes, and is there before it is read. */
class CopyStreamTest {
  private MemoryScope scope;

  @BeforeEach
  void open() {
    Emulated.assumeCompiler();
    scope = MemoryScope.open();
  }

  @AfterEach
  void close() {
    if (scope != null) {
      scope.close();
      Fakes.checkGuards();
      Fakes.reset();
    }
  }

  private static Backend backend(Driver driver) {
    return new CudaBackend(Device.cuda(), driver, 1L << 24);
  }

  /** Returns a driver that leaves out one of the orders between streams, counted from 0. */
  private static Driver without(Driver driver, int left) {
    int[] orders = new int[1];
    return (Driver)
        Proxy.newProxyInstance(
            Driver.class.getClassLoader(),
            new Class<?>[] {Driver.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("order") && orders[0]++ == left) {
                return null;
              }
              try {
                return method.invoke(driver, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Operand empty(Backend backend, int size) {
    TensorSpec spec = new TensorSpec(Shape.of(size), DType.FLOAT32);
    return new Operand(backend.memory().allocate(spec), spec.shape());
  }

  private static Arrival send(Backend backend, Operand output, float value) {
    float[] values = new float[(int) output.shape().size()];
    Arrays.fill(values, value);
    return backend.send(new Object[] {values}, new Operand[] {output});
  }

  /** Puts a kernel into the stream that writes twice what it reads. */
  private static void twice(Backend backend, Operand input, Operand output) {
    Expr value = new Expr.Input(0, DType.FLOAT32).mul(2);
    Kernel kernel =
        Kernel.of(
            input.shape(), List.of(input.spec()), List.of(Output.stored(value, input.shape())));
    backend.prepare(kernel).run(new Operand[] {input}, new double[0], new Operand[] {output});
  }

  private static float first(Backend backend, Operand operand) {
    float[] values = new float[(int) operand.shape().size()];
    backend.download(operand, values, 0);
    for (float value : values) {
      assertEquals(values[0], value);
    }
    return values[0];
  }

  /** Computes with a batch while the next one travels into memory that was used before. */
  private static float step(Backend backend) {
    Operand used;
    try (MemoryScope step = MemoryScope.open()) {
      used = empty(backend, 100);
      backend.upload(new float[100], 0, used);
      twice(backend, used, empty(backend, 100));
    }
    Operand batch = empty(backend, 100);
    Arrival arrival = send(backend, batch, 3);
    Operand result = empty(backend, 100);
    arrival.order();
    twice(backend, batch, result);
    return first(backend, result);
  }

  @Test
  void aBatchThatWasSentIsThereForTheKernelThatReadsIt() {
    assertEquals(6, step(backend(Emulated.newDriver())));
  }

  @Test
  void aCopyIntoMemoryThatIsStillReadWouldBeNoticed() {
    assertMissing(0);
  }

  @Test
  void aKernelThatReadsWhatIsOnItsWayWouldBeNoticed() {
    assertMissing(1);
  }

  private static void assertMissing(int order) {
    Backend backend = backend(without(Emulated.newDriver(), order));
    DeviceException error = assertThrows(DeviceException.class, () -> step(backend));
    assertTrue(
        error.getMessage().contains("bytes is used by two streams in no order"),
        error.getMessage());
  }

  @Test
  void copiesTravelWhileTheDeviceComputesAndNobodyWaits() {
    Backend backend = backend(Emulated.newDriver());
    Operand[] batches = {empty(backend, 10), empty(backend, 400_000), empty(backend, 20)};
    Operand result = empty(backend, 10);
    // The kernel is compiled, and has run, before anything is counted.
    backend.upload(new float[10], 0, result);
    twice(backend, result, empty(backend, 10));
    backend.synchronize();
    long waits = Fakes.count("waits");
    long runs = Fakes.count("runs");
    Arrival[] arrivals = new Arrival[batches.length];
    arrivals[0] = send(backend, batches[0], 1);
    arrivals[1] = send(backend, batches[1], 2);
    twice(backend, result, empty(backend, 10));
    // It takes the first one's piece of main memory, which waits for that copy and for no kernel.
    arrivals[2] = send(backend, batches[2], 3);
    assertEquals(0, Fakes.count("waits") - waits);
    assertEquals(0, Fakes.count("runs") - runs);
    for (int i = 0; i < batches.length; i++) {
      arrivals[i].order();
      Operand doubled = empty(backend, (int) batches[i].shape().size());
      twice(backend, batches[i], doubled);
      assertEquals(2 * (i + 1), first(backend, doubled));
    }
  }

  @Test
  void aDeviceThatIsWaitedForHasWhatWasSent() {
    Backend backend = backend(Emulated.newDriver());
    Operand batch = empty(backend, 10);
    Arrival arrival = send(backend, batch, 4);
    long waits = Fakes.count("waits");
    backend.synchronize();
    assertEquals(2, Fakes.count("waits") - waits);
    arrival.order();
    assertEquals(4, first(backend, batch));
  }

  /** Else other tensors would get memory that is still to be filled. */
  @Test
  void whatIsOnItsWayIsKeptUntilItIsOrdered() throws InterruptedException {
    Backend backend = backend(Emulated.newDriver());
    Arrival arrival = sendWhatNobodyRefersTo(backend);
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
      assertEquals(1, backend.memory().usage().liveTensors());
    }
    arrival.order();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (backend.memory().usage().liveTensors() > 0) {
      assertTrue(System.nanoTime() < end, "what has been ordered is still kept");
      System.gc();
      Thread.sleep(20);
    }
  }

  private static Arrival sendWhatNobodyRefersTo(Backend backend) {
    try (MemoryScope making = MemoryScope.open()) {
      Operand batch = empty(backend, 10);
      batch.storage().moveTo(null);
      return send(backend, batch, 5);
    }
  }

  @Test
  void whatIsLargerThanThePinnedMemoryIsUploaded() {
    int size = (int) (CopyStream.MOST_BYTES / Float.BYTES) + 1;
    Backend backend = new CudaBackend(Device.cuda(), Emulated.newDriver(), 1L << 30);
    Operand batch = empty(backend, size);
    float[] values = new float[size];
    values[size - 1] = 7;
    backend.send(new Object[] {values}, new Operand[] {batch}).order();
    float[] read = new float[size];
    backend.download(batch, read, 0);
    assertArrayEquals(values, read);
  }

  @Test
  void mainMemoryThatCannotBePinnedIsNoMemoryOfTheDevice() {
    Backend backend = backend(Emulated.newDriver());
    Operand batch = empty(backend, 1 << 19);
    Fakes.fail("cuMemHostAlloc", 2);
    MemoryException error = assertThrows(MemoryException.class, () -> send(backend, batch, 3));
    assertEquals(
        "the system has no 1.0 MiB of main memory left for what the device reads and writes by itself; fix: leave out"
            + " pinMemory and nonBlocking, use smaller batches, or end other programs",
        error.getMessage());
    send(backend, batch, 4).order();
    assertEquals(4, first(backend, batch));
  }
}
