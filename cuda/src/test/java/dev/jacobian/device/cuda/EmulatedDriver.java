package dev.jacobian.device.cuda;

import dev.jacobian.kernel.c.NativeCode;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device that is made of a C++ compiler. It does as late as it may what is put into a stream, so
 * that who forgets to wait reads what was there before; new memory holds NaN, and around each
 * allocation lie bytes that no kernel may change.
 */
final class EmulatedDriver implements Driver {
  private static final int GUARD = 256;
  private static final byte GUARDED = (byte) 0xA5;
  private static final byte NEW = (byte) 0xFF;
  private static final Pattern KERNEL = Pattern.compile("__global__ void (\\w+)\\(");
  private static final Pattern RANDOM = Pattern.compile("RANDOM\\((\\w+), ");

  private final NativeCode code = new NativeCode();
  private final String header = text("emulator.h");
  private final Path runtime = code.library(text("emulator.cpp"));
  private final long launch = NativeCode.function(runtime, "emulated_launch");
  private final long multiply = NativeCode.function(runtime, "emulated_multiply");

  private final TreeMap<Long, ByteBuffer> allocations = new TreeMap<>();
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final List<Module> modules = new ArrayList<>();
  private final Map<Long, Boolean> waiting = new HashMap<>();

  /** The work that has to be done before an event comes to pass. */
  private final List<Deque<Runnable>> events = new ArrayList<>();

  private int launches;

  private record Module(Path library, boolean isWaiting) {}

  private static String text(String name) {
    try (InputStream stream = EmulatedDriver.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many launches have been put into streams. */
  synchronized int launches() {
    return launches;
  }

  /** Returns how many modules have been compiled. */
  synchronized int modules() {
    return modules.size();
  }

  @Override
  public DeviceFacts facts() {
    return new DeviceFacts("emulated device", "0.0", 1, 1L << 30);
  }

  @Override
  public void enter() {}

  @Override
  public synchronized long allocate(long bytes) {
    int size = Math.toIntExact(Math.max(1, bytes));
    ByteBuffer memory = ByteBuffer.allocateDirect(size + 3 * GUARD);
    int start = GUARD + (int) (-(NativeCode.address(memory) + GUARD) & (GUARD - 1));
    for (int i = 0; i < memory.capacity(); i++) {
      memory.put(i, i >= start && i < start + size ? NEW : GUARDED);
    }
    memory.position(start).limit(start + size);
    long address = NativeCode.address(memory) + start;
    allocations.put(address, memory);
    return address;
  }

  @Override
  public synchronized void free(long address) {
    drain(queue);
    ByteBuffer memory = allocations.remove(address);
    if (memory == null) {
      throw new AssertionError("memory is freed that is not there: " + address);
    }
    checkGuards(memory);
  }

  private static void checkGuards(ByteBuffer memory) {
    for (int i = 0; i < GUARD; i++) {
      int before = memory.position() - 1 - i;
      int after = memory.limit() + i;
      ByteBuffer all = memory.duplicate().clear();
      if ((before >= 0 && all.get(before) != GUARDED)
          || (after < all.capacity() && all.get(after) != GUARDED)) {
        throw new AssertionError(
            "a kernel has written outside of an allocation of " + memory.remaining() + " bytes");
      }
    }
  }

  /** Checks that nothing has been written outside of what is allocated. */
  synchronized void checkGuards() {
    allocations.values().forEach(EmulatedDriver::checkGuards);
  }

  @Override
  public ByteBuffer allocatePinned(int bytes) {
    return ByteBuffer.allocateDirect(bytes);
  }

  @Override
  public void freePinned(ByteBuffer pinned) {}

  /** Returns a range of allocated memory. */
  private ByteBuffer range(long address, long bytes) {
    Map.Entry<Long, ByteBuffer> found = allocations.floorEntry(address);
    long skipped = found == null ? 0 : address - found.getKey();
    if (found == null || skipped + bytes > found.getValue().remaining()) {
      throw new AssertionError("a copy of " + bytes + " bytes leaves its allocation");
    }
    return found.getValue().slice(found.getValue().position() + (int) skipped, (int) bytes);
  }

  @Override
  public synchronized void copyToDevice(long to, ByteBuffer pinned, long bytes, long stream) {
    queue.add(() -> range(to, bytes).put(pinned.duplicate().clear().limit((int) bytes)));
  }

  @Override
  public synchronized void copyToHost(ByteBuffer pinned, long from, long bytes, long stream) {
    queue.add(() -> pinned.duplicate().clear().put(range(from, bytes)));
  }

  @Override
  public synchronized void copyOnDevice(long to, long from, long bytes, long stream) {
    queue.add(() -> range(to, bytes).put(range(from, bytes)));
  }

  @Override
  public synchronized void clear(long address, long bytes, long stream) {
    queue.add(() -> range(address, bytes).put(new byte[(int) bytes]));
  }

  @Override
  public long newStream() {
    return 1;
  }

  @Override
  public synchronized void synchronize(long stream) {
    drain(queue);
  }

  private static void drain(Deque<Runnable> work) {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  @Override
  public synchronized long newEvent() {
    events.add(new ArrayDeque<>());
    return events.size() - 1;
  }

  @Override
  public synchronized void record(long event, long stream) {
    boolean[] isPast = {false};
    queue.add(() -> isPast[0] = true);
    Deque<Runnable> work = events.get((int) event);
    work.clear();
    work.add(
        () -> {
          while (!isPast[0]) {
            queue.remove().run();
          }
        });
  }

  @Override
  public synchronized void await(long event) {
    drain(events.get((int) event));
  }

  @Override
  public synchronized long module(String source) {
    StringBuilder all = new StringBuilder(header).append(source).append('\n');
    for (Pattern pattern : List.of(KERNEL, RANDOM)) {
      Matcher matcher = pattern.matcher(source);
      while (matcher.find()) {
        if (!matcher.group(1).equals("name")) {
          all.append("extern \"C\" void call_" + matcher.group(1))
              .append(
                  "(const void *argument) { emulated_call("
                      + matcher.group(1)
                      + ", argument); }\n");
        }
      }
    }
    boolean isWaiting = source.substring(source.indexOf("__global__")).contains(" block_");
    modules.add(new Module(code.library(all.toString(), runtime), isWaiting));
    return modules.size() - 1;
  }

  @Override
  public synchronized long function(long module, String name) {
    Module found = modules.get((int) module);
    long function = NativeCode.function(found.library(), "call_" + name);
    waiting.put(function, found.isWaiting());
    return function;
  }

  @Override
  public synchronized void launch(
      long function, int blocks, int threads, long[] argument, long stream) {
    if (threads % 32 != 0 || threads > 1024 || blocks < 1) {
      throw new DeviceException("a grid of " + blocks + " blocks of " + threads, "whole warps");
    }
    launches++;
    long[] copy = argument.clone();
    boolean isWaiting = waiting.get(function);
    queue.add(
        () -> {
          ByteBuffer bytes =
              ByteBuffer.allocateDirect(Math.max(1, copy.length) * Long.BYTES)
                  .order(ByteOrder.nativeOrder());
          bytes.asLongBuffer().put(copy);
          long[] numbers = {
            function, isWaiting ? 1 : 0, blocks, threads, NativeCode.address(bytes)
          };
          int error = NativeCode.call(launch, numbers);
          Reference.reachabilityFence(bytes);
          if (error != 0) {
            throw new AssertionError("the threads of a block do not wait at the same places");
          }
        });
  }

  @Override
  public synchronized void multiply(Product product, long stream) {
    queue.add(
        () -> {
          long[] n = new long[19];
          n[0] = product.dtype() == DType.FLOAT64 ? 1 : 0;
          n[1] = product.m();
          n[2] = product.n();
          n[3] = product.k();
          n[4] = product.batch();
          n[5] = Double.doubleToRawLongBits(product.alpha());
          n[6] = Double.doubleToRawLongBits(product.beta());
          int at = 7;
          for (Product.Matrix matrix : List.of(product.a(), product.b(), product.c())) {
            n[at++] = matrix.address();
            n[at++] = matrix.isTransposed() ? 1 : 0;
            n[at++] = matrix.columnsApart();
            n[at++] = matrix.matricesApart();
          }
          NativeCode.call(multiply, n);
        });
  }
}
