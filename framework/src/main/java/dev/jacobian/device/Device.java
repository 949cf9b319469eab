package dev.jacobian.device;

import dev.jacobian.shape.DeviceException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tensor's values lie and its kernels run. PyTorch equivalent: {@code torch.device}.
 *
 * @param kind the kind of processor
 * @param index which one of its kind, from 0
 */
public record Device(Kind kind, int index) {
  private static final Device CPU = new Device(Kind.CPU, 0);
  private static final Pattern TEXT = Pattern.compile("cpu|cuda(?::(\\d{1,4}))?");

  /** A kind of processor. */
  public enum Kind {
    /** The processor that runs the JVM. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA
  }

  /** Checks the index. */
  public Device {
    if (index < 0 || (kind == Kind.CPU && index != 0)) {
      throw new DeviceException(
          "there is no device " + kind + " with index " + index,
          "cpu, cuda, or cuda:N with N from 0");
    }
  }

  /** Returns the CPU. */
  public static Device cpu() {
    return CPU;
  }

  /** Returns the first GPU. Whether it can be used shows when it is. */
  public static Device cuda() {
    return cuda(0);
  }

  /** Returns the GPU with this index. Whether it can be used shows when it is. */
  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /**
   * Returns whether the first GPU can be used. PyTorch equivalent: {@code
   * torch.cuda.is_available()}.
   */
  public static boolean cudaAvailable() {
    return Backends.problem(cuda()).isEmpty();
  }

  /**
   * Returns how many GPUs can be used, those with the indices from 0 on. PyTorch equivalent: {@code
   * torch.cuda.device_count()}.
   */
  public static int cudaDeviceCount() {
    int count = 0;
    while (Backends.problem(cuda(count)).isEmpty()) {
      count++;
    }
    return count;
  }

  /**
   * Returns the device that {@code text} names: {@code cpu}, {@code cuda} or {@code cuda:N}. {@code
   * auto} is not a device but a choice: see {@link DeviceSelection}.
   *
   * @throws DeviceException if the text names none
   */
  public static Device parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new DeviceException("unknown device '" + text + "'", "cpu, cuda, cuda:N or auto");
    }
    if (text.strip().equals("cpu")) {
      return CPU;
    }
    return cuda(matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /** Returns whether this is a GPU. */
  public boolean isCuda() {
    return kind == Kind.CUDA;
  }

  /** Returns the backend that computes on this device. */
  public Backend backend() {
    return Backends.of(this);
  }

  /**
   * Says how exact this device's products of matrices in float32 have to be from now on, by
   * whatever thread, also in functions that are compiled already. Without it they have all of
   * float32's bits, as PyTorch's do. PyTorch equivalent: {@code
   * torch.set_float32_matmul_precision("high")}, which is for all devices.
   *
   * @param precision what is allowed; the CPU is always as exact as it can be
   * @throws DeviceException if the device cannot be used
   */
  public void setFloat32MatmulPrecision(MatmulPrecision precision) {
    backend().setFloat32MatmulPrecision(precision);
  }

  /**
   * Returns how exact this device's products of matrices in float32 are. PyTorch equivalent: {@code
   * torch.get_float32_matmul_precision()}.
   *
   * @throws DeviceException if the device cannot be used
   */
  public MatmulPrecision float32MatmulPrecision() {
    return backend().float32MatmulPrecision();
  }

  /**
   * Waits until this device has done all that was asked of it, by any thread. Reading a value waits
   * for what it needs by itself; this is for measuring time. PyTorch equivalent: {@code
   * torch.cuda.synchronize()}.
   *
   * @throws DeviceException if the device cannot be used, or a kernel has failed
   */
  public void synchronize() {
    backend().synchronize();
  }

  /**
   * Returns the bytes of the tensors that are alive on this device, as the pool rounds them.
   * PyTorch equivalent: {@code torch.cuda.memory_allocated()}.
   */
  public long memoryAllocated() {
    return backend().memory().usage().liveBytes();
  }

  /**
   * Returns in one line what the tensors of this device take, what the pool keeps for new ones, and
   * the limit. PyTorch equivalent: {@code torch.cuda.memory_summary()}.
   */
  public String memorySummary() {
    MemoryPool.Usage usage = backend().memory().usage();
    return this
        + ": "
        + ByteSize.format(usage.liveBytes())
        + " in "
        + usage.liveTensors()
        + " tensors, "
        + ByteSize.format(usage.freeBytes())
        + " kept for new ones, at most "
        + ByteSize.format(usage.limit());
  }

  /** Returns {@code cpu} or {@code cuda:N}. */
  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "cuda:" + index;
  }
}
