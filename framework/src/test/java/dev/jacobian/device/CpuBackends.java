package dev.jacobian.device;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.function.Supplier;

/** Lets tests choose what the CPU's tensors are computed by. */
public final class CpuBackends {
  private CpuBackends() {}

  /**
   * Returns what an action gives while a backend stands in for the CPU's. Tensors that it makes are
   * used in it only.
   */
  public static <T> T with(Backend backend, Supplier<T> action) {
    Backend before = Device.cpu().backend();
    install(backend);
    try {
      return action.get();
    } finally {
      install(before);
    }
  }

  @SuppressWarnings("unchecked")
  private static void install(Backend backend) {
    try {
      Field started = Backends.class.getDeclaredField("STARTED");
      started.setAccessible(true);
      ((Map<Device, Backend>) started.get(null)).put(Device.cpu(), backend);
      Field cpu = Backends.class.getDeclaredField("cpu");
      cpu.setAccessible(true);
      cpu.set(null, backend);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the table of backends has changed", e);
    }
  }
}
