package dev.jacobian.device.cuda;

import dev.jacobian.device.MemoryPool;
import dev.jacobian.kernel.cuda.CudaSource;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.shape.MemoryException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What launches share: the driver, the one stream that they are put into, the functions that have
 * been compiled, and where the device notes errors.
 *
 * <p>A thread that {@link #record records} keeps others from the stream from its first work until
 * it has put it there, so that memory that it has let go in between is used by others only after
 * its own work.
 */
final class Engine {
  /** Gives back the graphs of programs that are gone. */
  static final Cleaner CLEANER = Cleaner.create();

  /** Places where launches note errors; the first is for launches outside of sequences. */
  private static final int PLACES = 1024;

  private final Driver driver;
  private final MemoryPool memory;
  private final long stream;
  private final Map<Object, Long> modules = new HashMap<>();
  private final Map<Name, Long> functions = new HashMap<>();
  private final long notes;
  private final ByteBuffer read;
  private final long mark;
  private final ReentrantLock lock = new ReentrantLock();

  /** Of this engine: a thread may record for several devices. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Recording> recording = new ThreadLocal<>();

  /** Memory that was given back while a thread was recording. */
  private final Queue<CudaBlock> freed = new ConcurrentLinkedQueue<>();

  /** A function of a module. */
  private record Name(Object module, String function) {}

  /**
   * Makes an engine with a stream of its own.
   *
   * @param memory of the tensors, which leaves room for what else the device needs
   */
  Engine(Driver driver, MemoryPool memory) {
    this.driver = driver;
    this.memory = memory;
    driver.enter();
    this.stream = driver.newStream();
    this.notes = driver.allocate(PLACES * Integer.BYTES);
    this.read = driver.allocatePinned(PLACES * Integer.BYTES).order(ByteOrder.nativeOrder());
    this.mark = driver.newEvent();
    driver.clear(notes, PLACES * Integer.BYTES, stream);
  }

  Driver driver() {
    return driver;
  }

  /** Returns the address that the next launch notes errors at. */
  long note() {
    Recording mine = recording.get();
    return notes + (mine == null ? 0L : mine.place()) * Integer.BYTES;
  }

  /** Returns the function of a structure, compiled if it is the first of its structure. */
  long function(CudaStructure structure) {
    return function(
        structure, structure::summary, () -> CudaSource.of(structure), CudaStructure.FUNCTION);
  }

  /** Returns the function that does launches of these structures one after the other. */
  long function(List<CudaStructure> launches) {
    return function(
        launches,
        () -> launches.stream().map(CudaStructure::summary).collect(Collectors.joining("; ")),
        () -> CudaSource.of(launches),
        CudaStructure.FUNCTION);
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
    Name wanted = new Name(key, name);
    synchronized (modules) {
      Long known = functions.get(wanted);
      if (known != null) {
        return known;
      }
    }
    return memory.takingRoom(
        () -> "cannot load the kernel " + title.get(),
        () -> reclaiming(() -> load(wanted, title, source)));
  }

  private long load(Name wanted, Supplier<String> title, Supplier<String> source) {
    synchronized (modules) {
      driver.enter();
      Long module = modules.get(wanted.module);
      if (module == null) {
        module = driver.module(title.get(), source.get());
        modules.put(wanted.module, module);
      }
      long function = driver.function(module, wanted.function);
      functions.put(wanted, function);
      return function;
    }
  }

  /** Puts work into the stream, or into the sequence that this thread records. */
  void put(Work work) {
    Recording mine = recording.get();
    if (mine == null) {
      memory.takingRoom(() -> "cannot compute " + announced(), () -> putDirectly(work));
    } else {
      add(mine, () -> mine.add(driver.announced(), work));
    }
  }

  private Work putDirectly(Work work) {
    direct(to -> work.put(driver, to));
    return work;
  }

  /** Does what {@link #put} does with a launch that may be joined with others. */
  void putSmall(Joined.Small launch) {
    Recording mine = recording.get();
    if (mine == null) {
      put(
          new Work.Grid(
              function(launch.structure()), launch.blocks(), launch.threads(), launch.numbers()));
    } else {
      add(mine, () -> mine.add(driver.announced(), launch));
    }
  }

  @SuppressWarnings("LockNotBeforeTry") // it is held until the sequence is flushed
  private void add(Recording mine, Runnable addition) {
    lock.lock();
    try {
      if (mine.isEmpty()) {
        // Until the sequence is flushed.
        lock.lock();
      }
      addition.run();
    } finally {
      lock.unlock();
    }
  }

  /** Does something with the stream, after what this thread has recorded. */
  void direct(StreamAction action) {
    flush();
    lock.lock();
    try {
      driver.enter();
      action.run(stream);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns an event that comes to pass when the stream has done what was put there until now, or,
   * where other threads mark it too, somewhat more.
   */
  long mark() {
    direct(to -> driver.record(mark, to));
    return mark;
  }

  /** Lets what is put into the stream from now on wait for an event. */
  void order(long event) {
    direct(to -> driver.order(event, to));
  }

  /** Something that is done with a stream. */
  interface StreamAction {
    void run(long stream);
  }

  /** Gives memory back, when all work that was meant for it is done. */
  void free(CudaBlock block) {
    freed.add(block);
    if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
      try {
        freeAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Gives back memory that waits for what this thread has recorded, which is put into the stream.
   *
   * @return whether there was any
   */
  boolean reclaim() {
    if (freed.isEmpty()) {
      return false;
    }
    flush();
    if (lock.tryLock()) {
      try {
        freeAll();
      } finally {
        lock.unlock();
      }
    }
    return true;
  }

  private void freeAll() {
    for (CudaBlock block = freed.poll(); block != null; block = freed.poll()) {
      driver.enter();
      driver.free(block.address());
    }
  }

  /**
   * Does something that takes memory of the device and that may have to be done before what this
   * thread has recorded can be put into the stream. Where none is left, it is done again when the
   * device has back what waits for that and is not used by it.
   */
  private <T> T reclaiming(Supplier<T> action) {
    try {
      return action.get();
    } catch (MemoryException e) {
      if (!freeUnused()) {
        throw e;
      }
      return action.get();
    }
  }

  private boolean freeUnused() {
    Recording mine = recording.get();
    if (mine == null || !lock.isHeldByCurrentThread()) {
      return false;
    }
    List<CudaBlock> used = new ArrayList<>();
    boolean isAny = false;
    for (CudaBlock block = freed.poll(); block != null; block = freed.poll()) {
      if (mine.mayUse(block)) {
        used.add(block);
      } else {
        isAny = true;
        driver.enter();
        driver.free(block.address());
      }
    }
    freed.addAll(used);
    return isAny;
  }

  /** Does what {@link #put} does with a launch whose argument is too long to be given by value. */
  void launchFar(long function, int blocks, int threads, long[] numbers) {
    int bytes = numbers.length * Long.BYTES;
    flush();
    driver.enter();
    long address =
        memory.takingRoom(() -> "cannot compute " + announced(), () -> driver.allocate(bytes));
    ByteBuffer pinned = driver.allocatePinned(bytes).order(ByteOrder.nativeOrder());
    pinned.asLongBuffer().put(numbers);
    direct(
        to -> {
          driver.copyToDevice(address, pinned, bytes, to);
          driver.launch(function, blocks, threads, new long[] {address}, to);
          driver.synchronize(to);
          driver.free(address);
          driver.freePinned(pinned);
        });
  }

  /** Returns what this thread has announced, for messages. */
  private String announced() {
    return driver.announced().isEmpty() ? "a kernel" : driver.announced();
  }

  /**
   * Puts work into the stream that may note an error: waits for it, or leaves that to the end of
   * the sequence that this thread records.
   *
   * @param isDirect whether the work is waited for in any case, as by {@link #launchFar}
   * @param failed throws what a note means
   */
  void checked(Runnable work, boolean isDirect, IntConsumer failed) {
    Recording mine = recording.get();
    if (mine == null || isDirect) {
      int[] noted = new int[1];
      direct(
          to -> {
            work.run();
            noted[0] = read(0, to) < 0 ? 0 : read.getInt(0);
          });
      if (noted[0] != 0) {
        failed.accept(noted[0]);
      }
      return;
    }
    if (mine.place() + 1 == PLACES) {
      flush();
    }
    mine.addCheck(failed);
    work.run();
  }

  /** Waits for the stream, and returns the first place that an error is noted at, or -1. */
  private int read(int last, long from) {
    driver.enter();
    driver.copyToHost(read, notes, (last + 1L) * Integer.BYTES, from);
    driver.synchronize(from);
    for (int place = 0; place <= last; place++) {
      if (read.getInt(place * Integer.BYTES) != 0) {
        driver.clear(notes, PLACES * Integer.BYTES, from);
        return place;
      }
    }
    return -1;
  }

  /** Collects what calls of this thread put into the stream, and puts it there together. */
  void record(Recording sequence, Runnable calls) {
    if (recording.get() != null) {
      calls.run();
      return;
    }
    recording.set(sequence);
    try {
      calls.run();
      flush();
    } finally {
      if (!sequence.isEmpty()) {
        lock.unlock();
      }
      sequence.drop();
      recording.remove();
    }
  }

  private Recording putRecorded(Recording mine) {
    driver.enter();
    mine.put(driver, stream);
    return mine;
  }

  /**
   * Puts what this thread has recorded into the stream, and waits for it if it may have noted an
   * error.
   */
  void flush() {
    Recording mine = recording.get();
    if (mine == null || mine.isEmpty()) {
      return;
    }
    int place = -1;
    int noted = 0;
    List<IntConsumer> checks;
    try {
      driver.enter();
      mine.close();
      memory.takingRoom(
          () -> "cannot compute " + mine.summary(), () -> reclaiming(() -> putRecorded(mine)));
      checks = mine.takeChecks();
      if (!checks.isEmpty()) {
        place = read(checks.size(), stream);
        noted = place < 0 ? 0 : read.getInt(place * Integer.BYTES);
      }
      freeAll();
    } finally {
      mine.drop();
      lock.unlock();
    }
    if (noted != 0) {
      checks.get(place - 1).accept(noted);
    }
  }
}
