package dev.jacobian.device.cuda;

import com.sun.jna.Pointer;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.MemoryException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the driver's numbers of errors mean. */
final class CudaErrors {
  static final int INVALID_VALUE = 1;
  static final int OUT_OF_MEMORY = 2;
  static final int NO_DEVICE = 100;
  static final int NOT_SUPPORTED = 801;
  static final int GRAPH_UPDATE_FAILURE = 910;

  /** Errors of kernels, after which the driver refuses every call of this process. */
  private static final Set<Integer> FAULTS =
      Set.of(700, 702, 710, 714, 715, 716, 717, 718, 719, 721);

  /** Errors of the GPU itself: of its memory, of a link, or of what nobody can name. */
  private static final Set<Integer> HARDWARE = Set.of(214, 220, 226, 999);

  /** Of a GPU that another process has for itself. */
  private static final int UNAVAILABLE = 46;

  /** Errors of code that the driver does not take. */
  private static final Set<Integer> CODE = Set.of(200, 209, 218, 221, 222, 223);

  private CudaErrors() {}

  /** Returns whether a kernel has made this error, and not the call that found it. */
  static boolean isFault(int error) {
    return FAULTS.contains(error);
  }

  /** Returns whether it says that the driver cannot run the code that it was given. */
  static boolean isOfCode(int error) {
    return CODE.contains(error);
  }

  /** Returns an error's name and what the driver says of it. */
  static String describe(int error) {
    String name = text(LibCuda::cuGetErrorName, error);
    String text = text(LibCuda::cuGetErrorString, error);
    return (name.isEmpty() ? "error " + error : name) + (text.isEmpty() ? "" : " (" + text + ")");
  }

  private interface Question {
    int ask(int error, long[] text);
  }

  private static String text(Question question, int error) {
    long[] address = new long[1];
    return question.ask(error, address) == 0 && address[0] != 0
        ? new Pointer(address[0]).getString(0, "UTF-8")
        : "";
  }

  /** Throws what an error of a call means, if it is one. */
  static void check(int error, String call) {
    if (error == OUT_OF_MEMORY) {
      throw new MemoryException(call + " failed with " + describe(error), null, null, null);
    }
    if (error != 0) {
      throw new DeviceException(call + " failed with " + describe(error), null, fix(error), null);
    }
  }

  private static @Nullable String fix(int error) {
    if (HARDWARE.contains(error)) {
      return "the GPU itself or its driver has failed, and this process can compute no more on it: see nvidia-smi and"
          + " the system's log (dmesg, lines with Xid), and start the process anew, or the machine";
    }
    return error == UNAVAILABLE
        ? "end the process that has the GPU for itself (nvidia-smi shows processes and the compute mode)"
        : null;
  }

  /**
   * Throws what an error of a call means, if it is one.
   *
   * @param launches the launches that may have made it, if a kernel has
   */
  static void check(int error, String call, Launches launches) {
    if (isFault(error)) {
      throw new DeviceException(
          "a kernel has failed with "
              + describe(error)
              + ", which "
              + call
              + " found; launched and not known to be done, the newest last: "
              + launches,
          null,
          "this process can compute no more on the device"
              + (launches.isBlocking()
                  ? ", since the last of these has failed; start it anew"
                  : "; start it with CUDA_LAUNCH_BLOCKING=1, and the error comes from the call that launches what fails"),
          null);
    }
    check(error, call);
  }
}
