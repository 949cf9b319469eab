package dev.jacobian.device;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.function.Supplier;

/** Lets tests choose what the CPU's tensors, or those of another device, are computed by. */
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

  /**
   * Returns what an action gives while a device that is not there is what a backend computes on.
   */
  public static <T> T beside(Backend backend, Supplier<T> action) {
    started().put(backend.device(), backend);
    try {
      return action.get();
    } finally {
      started().remove(backend.device());
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<Device, Backend> started() {
    try {
      Field started = Backends.class.getDeclaredField("STARTED");
      started.setAccessible(true);
      return (Map<Device, Backend>) started.get(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the table of backends has changed", e);
    }
  }

  private static void install(Backend backend) {
    try {
      started().put(Device.cpu(), backend);
      Field cpu = Backends.class.getDeclaredField("cpu");
      cpu.setAccessible(true);
      cpu.set(null, backend);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the table of backends has changed", e);
    }
  }
}
