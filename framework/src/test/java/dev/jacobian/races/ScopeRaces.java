package dev.jacobian.races;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that use each other's tensors while these are released: what they compute is right, or an
 * error. A program, since it may end in a crash. It exits with 0 if nothing was wrong.
 *
 * <p>How: publishers open scopes, put tensors where all threads find them, and close the scopes at
 * random moments; what they make next, with other values, takes the place of what they released.
 * Users take what they find and do one thing with it. A trimmer gives free blocks back to the
 * system, so that a use of one of them ends in a fault.
 */
public final class ScopeRaces {
  private static final int PLACES = 6;
  private static final int PUBLISHERS = 3;
  private static final int USERS = 3;
  private static final float OVERWRITTEN = -4096;
  private static final long[][] SHAPES = {{8, 4}, {64, 16}, {64, 128}, {256, 512}, {512, 512}};

  private final long nanos;
  private final long seed;
  private final Path folder;
  private final MemoryPool pool = Device.cpu().backend().memory();
  private final AtomicReferenceArray<Published> places = new AtomicReferenceArray<>(PLACES);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Map<String, Counts> counts = new TreeMap<>();
  private volatile long end;

  /** How often an action gave a result, and how often it was refused. */
  private static final class Counts {
    private long computed;
    private long released;
    private long full;
    private long overtaken;
  }

  private ScopeRaces(long seconds, long seed, Path folder) {
    this.nanos = seconds * 1_000_000_000L;
    this.seed = seed;
    this.folder = folder;
  }

  /**
   * Runs.
   *
   * @param args seconds, seed, folder for files
   */
  public static void main(String[] args) throws Exception {
    ScopeRaces races =
        new ScopeRaces(Long.parseLong(args[0]), Long.parseLong(args[1]), Path.of(args[2]));
    System.exit(races.run() ? 0 : 1);
  }

  private boolean run() throws InterruptedException, IOException {
    List<RaceActions> actions = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      Path files = Files.createDirectories(folder.resolve("user" + i));
      actions.add(new RaceActions(seed + 100 + i, files));
      tryAll(actions.get(i));
    }
    end = System.nanoTime() + nanos;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      long own = seed + i;
      threads.add(start("publisher-" + i, () -> publish(new Random(own))));
    }
    for (int i = 0; i < USERS; i++) {
      long own = seed + 200 + i;
      RaceActions mine = actions.get(i);
      threads.add(start("user-" + i, () -> use(new Random(own), mine)));
    }
    threads.add(start("trimmer", () -> trim(new Random(seed - 1))));
    for (Thread thread : threads) {
      thread.join();
    }
    report();
    Throwable failed = failure.get();
    if (failed != null) {
      failed.printStackTrace(System.out);
    }
    return failed == null;
  }

  /** Loads and compiles what an action needs before the clock runs. */
  private static void tryAll(RaceActions actions) {
    for (long[] dims : SHAPES) {
      actions
          .all()
          .values()
          .forEach(
              action -> {
                try (MemoryScope scope = MemoryScope.open()) {
                  action.use(new Published(Tensor.full(Shape.of(dims), 7), 7));
                }
              });
    }
  }

  private Thread start(String name, Runnable work) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          }
        };
    Thread thread = new Thread(guarded, name);
    thread.start();
    return thread;
  }

  private boolean goesOn() {
    return System.nanoTime() < end && failure.get() == null;
  }

  private void publish(Random random) {
    while (goesOn()) {
      try (MemoryScope scope = MemoryScope.open()) {
        List<Published> mine = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
          mine.add(make(random, scope));
          places.set(random.nextInt(PLACES), mine.get(i));
        }
        pause(random);
        for (Published published : mine) {
          if (!published.tensor().storage().isReleased()) {
            RaceActions.requireAll(
                "own value", published.tensor().toFloatArray(), published.value());
          }
        }
      } catch (MemoryException e) {
        requireExpected(e);
      }
      overwrite(random);
    }
  }

  private static Published make(Random random, MemoryScope scope) {
    long[] dims = SHAPES[random.nextInt(SHAPES.length)];
    float value = 1 + random.nextInt(100);
    switch (random.nextInt(3)) {
      case 0:
        return new Published(Tensor.full(Shape.of(dims), value), value);
      case 1:
        try (MemoryScope inner = MemoryScope.open()) {
          Tensor made = Tensor.full(Shape.of(dims), value - 1).add(1);
          return new Published(inner.keep(made), value);
        }
      default:
        Tensor flat = Tensor.full(Shape.of(dims[1] * dims[0]), 1).mul(value);
        return new Published(scope.keep(flat.reshape(dims)), value);
    }
  }

  /** Takes the blocks that were released and fills them with something else. */
  private static void overwrite(Random random) {
    try (MemoryScope scope = MemoryScope.open()) {
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Shape shape = Shape.of(SHAPES[random.nextInt(SHAPES.length)]);
        tensors.add(Tensor.full(shape, OVERWRITTEN));
      }
      pause(random);
      for (Tensor tensor : tensors) {
        RaceActions.requireAll("overwritten", tensor.toFloatArray(), OVERWRITTEN);
      }
    } catch (MemoryException e) {
      requireExpected(e);
    }
  }

  private void use(Random random, RaceActions actions) {
    List<String> names = List.copyOf(actions.all().keySet());
    Map<String, Counts> own = new TreeMap<>();
    names.forEach(name -> own.put(name, new Counts()));
    while (goesOn()) {
      Published published = places.get(random.nextInt(PLACES));
      if (published == null) {
        continue;
      }
      String name = names.get(random.nextInt(names.size()));
      Counts counted = own.get(name);
      try (MemoryScope scope = MemoryScope.open()) {
        actions.all().get(name).use(published);
        counted.computed++;
      } catch (MemoryException e) {
        if (requireExpected(e)) {
          counted.released++;
        } else {
          counted.full++;
        }
      } catch (AutogradException e) {
        requireOvertaken(e);
        counted.overtaken++;
      } catch (RaceActions.WrongValueException e) {
        throw new AssertionError(name + " with " + published.tensor().shape(), e);
      }
    }
    add(own);
  }

  /** Returns whether it says that the tensor was released; else it says that memory is full. */
  private static boolean requireExpected(MemoryException e) {
    boolean isRelease = e.getMessage().contains("the values of a float32[");
    if (!isRelease && !e.getMessage().contains("cannot allocate a ")) {
      throw e;
    }
    return isRelease;
  }

  /** Another thread may have written to a tensor between forward and backward. */
  private static void requireOvertaken(AutogradException e) {
    if (!e.getMessage().contains("was changed in place after forward")) {
      throw e;
    }
  }

  private void trim(Random random) {
    while (goesOn()) {
      pool.trim();
      MemoryPool.Usage usage = pool.usage();
      if (usage.liveBytes() + usage.freeBytes() > usage.limit()) {
        throw new AssertionError("more than the limit: " + usage);
      }
      pause(random);
    }
  }

  private static void pause(Random random) {
    int kind = random.nextInt(4);
    if (kind > 0) {
      LockSupport.parkNanos(random.nextInt(kind == 1 ? 20_000 : 500_000));
    }
  }

  private synchronized void add(Map<String, Counts> own) {
    own.forEach(
        (name, more) -> {
          Counts sum = counts.computeIfAbsent(name, key -> new Counts());
          sum.computed += more.computed;
          sum.released += more.released;
          sum.full += more.full;
          sum.overtaken += more.overtaken;
        });
  }

  private synchronized void report() {
    Counts all = new Counts();
    counts.forEach(
        (name, sum) -> {
          System.out.printf(
              "%s: %d computed, %d released, %d full, %d overtaken%n",
              name, sum.computed, sum.released, sum.full, sum.overtaken);
          all.computed += sum.computed;
          all.released += sum.released;
          all.full += sum.full;
        });
    System.out.printf(
        "all: %d computed, %d released, %d full, %s%n",
        all.computed, all.released, all.full, pool.usage());
  }
}
