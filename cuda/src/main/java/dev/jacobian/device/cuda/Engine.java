package dev.jacobian.device.cuda;

import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.kernel.cuda.CudaStructure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What launches share: the driver, the one stream that they are put into, the functions that have
 * been compiled, and where the device notes errors.
 */
final class Engine {

  private final Driver driver;
  private final long stream;
  private final Map<Object, Long> modules = new HashMap<>();
  private final Map<Name, Long> functions = new HashMap<>();
  private final long note;
  private final ByteBuffer read;

  /** Held from a launch that may note an error until the note has been read. */
  private final ReentrantLock noting = new ReentrantLock();

  /** A function of a module. */
  private record Name(Object module, String function) {}

  Engine(Driver driver) {
    this.driver = driver;
    driver.enter();
    this.stream = driver.newStream();
    this.note = driver.allocate(Long.BYTES);
    this.read = driver.allocatePinned(Long.BYTES).order(ByteOrder.nativeOrder());
    driver.clear(note, Long.BYTES, stream);
  }

  Driver driver() {
    return driver;
  }

  long stream() {
    return stream;
  }

  /** Returns the address that launches note errors at. */
  long note() {
    return note;
  }

  /** Returns the function of a structure, compiled if it is the first of its structure. */
  long function(CudaStructure structure) {
    return function(
        structure, structure::summary, () -> CudaSource.of(structure), CudaStructure.FUNCTION);
  }

  /**
   * Returns a function of a source, compiled when it is first asked for.
   *
   * @param key what stands for the source
   */
  long function(String key, Supplier<String> source, String name) {
    return function(key, () -> key, source, name);
  }

  private long function(Object key, Supplier<String> title, Supplier<String> source, String name) {
    synchronized (modules) {
      Name wanted = new Name(key, name);
      Long known = functions.get(wanted);
      if (known == null) {
        driver.enter();
        Long module = modules.get(key);
        if (module == null) {
          module = driver.module(title.get(), source.get());
          modules.put(key, module);
        }
        known = driver.function(module, name);
        functions.put(wanted, known);
      }
      return known;
    }
  }

  /** Puts a launch into the stream. */
  void launch(long function, int blocks, int threads, long[] argument) {
    driver.enter();
    driver.launch(function, blocks, threads, argument, stream);
  }

  /** Does what {@link #launch} does with an argument that is too long to be given by value. */
  synchronized void launchFar(long function, int blocks, int threads, long[] numbers) {
    driver.enter();
    int bytes = numbers.length * Long.BYTES;
    ByteBuffer pinned = driver.allocatePinned(bytes).order(ByteOrder.nativeOrder());
    pinned.asLongBuffer().put(numbers);
    long address = driver.allocate(bytes);
    driver.copyToDevice(address, pinned, bytes, stream);
    driver.launch(function, blocks, threads, new long[] {address}, stream);
    driver.synchronize(stream);
    driver.free(address);
    driver.freePinned(pinned);
  }

  /**
   * Puts work into the stream that may note an error, and waits for it.
   *
   * @return what was noted, or 0
   */
  int noted(Runnable work) {
    noting.lock();
    try {
      work.run();
      driver.enter();
      driver.copyToHost(read, note, Integer.BYTES, stream);
      driver.synchronize(stream);
      int noted = read.getInt(0);
      if (noted != 0) {
        driver.clear(note, Long.BYTES, stream);
      }
      return noted;
    } finally {
      noting.unlock();
    }
  }
}
