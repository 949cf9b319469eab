package dev.jacobian.device.cuda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * NVIDIA's driver on this machine, and the GPUs that it shows.
 *
 * @param problem why it cannot be used, with the fix, or empty
 * @param library its path, or empty
 * @param version of CUDA that it is for, as it says: 13000 is 13.0; 0 if it is not known
 * @param devices the GPUs, by index
 */
record GpuDriver(String problem, String library, int version, List<DeviceFacts> devices) {
  private static final String FIX =
      "; fix: install NVIDIA's driver, 525 or newer, and check that nvidia-smi lists the GPU";

  /** Copies the list. */
  GpuDriver {
    devices = List.copyOf(devices);
  }

  /** Starts the driver; no library is loaded where there is none. */
  static GpuDriver start(LibrarySearch search) {
    Optional<String> found = search.driver();
    if (found.isEmpty()) {
      return unusable("there is no NVIDIA driver (no libcuda.so.1)" + FIX, "");
    }
    try {
      LibCuda.open(found.get());
    } catch (LinkageError e) {
      return unusable(
          "the driver's library does not load (" + LibrarySearch.reason(e) + ")" + FIX,
          found.get());
    }
    return look(found.get());
  }

  private static GpuDriver unusable(String problem, String library) {
    return new GpuDriver(problem, library, 0, List.of());
  }

  private static GpuDriver look(String library) {
    int[] number = new int[1];
    int error = LibCuda.cuDriverGetVersion(number);
    int version = number[0];
    String problem = "";
    List<DeviceFacts> devices = new ArrayList<>();
    if (error == 0 && version / 1000 < LibrarySearch.OLDEST) {
      problem =
          "the NVIDIA driver is for CUDA "
              + text(version)
              + " and older, and CUDA 12.0 is needed; fix: update the driver to 525 or newer";
      return new GpuDriver(problem, library, version, devices);
    }
    error = error == 0 ? LibCuda.cuInit(0) : error;
    error = error == 0 ? LibCuda.cuDeviceGetCount(number) : error;
    for (int i = 0; error == 0 && i < number[0]; i++) {
      error = addDevice(i, devices);
    }
    if (error == CudaErrors.NO_DEVICE || (error == 0 && devices.isEmpty())) {
      problem =
          "the driver shows no GPU; fix: check that nvidia-smi lists one and that CUDA_VISIBLE_DEVICES does not hide it";
    } else if (error != 0) {
      problem =
          "the driver does not start: "
              + CudaErrors.describe(error)
              + "; fix: check that nvidia-smi works, and restart the machine after an update of the driver";
    }
    return new GpuDriver(problem, library, version, devices);
  }

  private static int addDevice(int index, List<DeviceFacts> devices) {
    int[] device = new int[1];
    byte[] name = new byte[256];
    long[] bytes = new long[1];
    int[] major = new int[1];
    int[] minor = new int[1];
    int[] processors = new int[1];
    int error = LibCuda.cuDeviceGet(device, index);
    error = error == 0 ? LibCuda.cuDeviceGetName(name, name.length, device[0]) : error;
    error = error == 0 ? LibCuda.cuDeviceTotalMem_v2(bytes, device[0]) : error;
    error = error == 0 ? attribute(processors, LibCuda.MULTIPROCESSOR_COUNT, device[0]) : error;
    error = error == 0 ? attribute(major, LibCuda.CAPABILITY_MAJOR, device[0]) : error;
    error = error == 0 ? attribute(minor, LibCuda.CAPABILITY_MINOR, device[0]) : error;
    String called = new String(name, StandardCharsets.UTF_8).split("\0", 2)[0];
    devices.add(new DeviceFacts(called, 10 * major[0] + minor[0], processors[0], bytes[0]));
    return error;
  }

  private static int attribute(int[] value, int attribute, int device) {
    return LibCuda.cuDeviceGetAttribute(value, attribute, device);
  }

  /** Returns the newest major version of CUDA whose libraries the driver runs. */
  int newest() {
    return version / 1000;
  }

  /** Returns the version of CUDA that the driver is for, such as {@code 13.0}. */
  String cuda() {
    return text(version);
  }

  private static String text(int version) {
    return String.format(Locale.ROOT, "%d.%d", version / 1000, version % 1000 / 10);
  }
}
