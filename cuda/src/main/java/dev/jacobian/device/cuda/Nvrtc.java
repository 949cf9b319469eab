package dev.jacobian.device.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import dev.jacobian.shape.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** NVIDIA's compiler at run time, which needs neither a driver nor a GPU. */
final class Nvrtc {
  private final Functions functions;

  /** Held, since a library that nobody holds is closed. */
  @SuppressWarnings("UnusedVariable")
  private final List<NativeLibrary> parts;

  private final String version;
  private final int major;
  private final int minor;
  private final int[] targets;

  /** The library's functions, by its names. */
  private interface Functions extends Library {
    int nvrtcVersion(int[] major, int[] minor);

    int nvrtcGetNumSupportedArchs(int[] count);

    int nvrtcGetSupportedArchs(int[] architectures);

    String nvrtcGetErrorString(int error);

    int nvrtcCreateProgram(
        PointerByReference program,
        String source,
        String name,
        int headers,
        Pointer texts,
        Pointer names);

    int nvrtcDestroyProgram(PointerByReference program);

    int nvrtcCompileProgram(Pointer program, int count, String[] options);

    int nvrtcGetProgramLogSize(Pointer program, long[] size);

    int nvrtcGetProgramLog(Pointer program, byte[] log);

    int nvrtcGetCUBINSize(Pointer program, long[] size);

    int nvrtcGetCUBIN(Pointer program, byte[] image);

    int nvrtcGetPTXSize(Pointer program, long[] size);

    int nvrtcGetPTX(Pointer program, byte[] image);
  }

  private Nvrtc(Functions functions, List<NativeLibrary> parts) {
    this.functions = functions;
    this.parts = parts;
    int[] first = new int[1];
    int[] second = new int[1];
    check(functions.nvrtcVersion(first, second), "nvrtcVersion");
    this.major = first[0];
    this.minor = second[0];
    this.version = major + "." + minor;
    check(functions.nvrtcGetNumSupportedArchs(first), "nvrtcGetNumSupportedArchs");
    this.targets = new int[first[0]];
    check(functions.nvrtcGetSupportedArchs(targets), "nvrtcGetSupportedArchs");
    Arrays.sort(targets);
  }

  /**
   * Opens the library.
   *
   * @param name a path, or a name that the system finds a library by
   * @throws UnsatisfiedLinkError if it does not load
   */
  static Nvrtc open(String name) {
    Map<String, Object> options = Map.of(Library.OPTION_STRING_ENCODING, "UTF-8");
    List<NativeLibrary> parts = LibrarySearch.parts(name, "libnvrtc-builtins.so.");
    return new Nvrtc(Native.load(name, Functions.class, options), parts);
  }

  /** Returns the version, such as {@code 13.0}. */
  String version() {
    return version;
  }

  int major() {
    return major;
  }

  int minor() {
    return minor;
  }

  /** Returns the compute capabilities that it makes code for, rising: 75 is 7.5. */
  IntStream targets() {
    return Arrays.stream(targets);
  }

  /**
   * Compiles CUDA C.
   *
   * @param target for example {@code sm_90} for machine code, {@code compute_90} for the text that
   *     drivers translate
   * @throws DeviceException if the source is refused; the message has what the compiler says
   */
  byte[] compile(String source, String target) {
    return compile(source, target, List.of()).image();
  }

  /**
   * What has been made of a source.
   *
   * @param log what the compiler says of it, such as warnings
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody sees it but this package
  record Code(byte[] image, String log) {}

  /**
   * Compiles CUDA C with options more than {@link #options}, such as one that lets the compiler say
   * what registers the code needs.
   */
  Code compile(String source, String target, List<String> more) {
    PointerByReference program = new PointerByReference();
    check(
        functions.nvrtcCreateProgram(program, source, "kernel.cu", 0, Pointer.NULL, Pointer.NULL),
        "nvrtcCreateProgram");
    try {
      Pointer made = program.getValue();
      List<String> options = new ArrayList<>(options());
      options.add("--gpu-architecture=" + target);
      options.addAll(more);
      int error =
          functions.nvrtcCompileProgram(made, options.size(), options.toArray(String[]::new));
      if (error != 0) {
        throw new DeviceException(
            "NVRTC "
                + version
                + " does not compile a kernel for "
                + target
                + " ("
                + functions.nvrtcGetErrorString(error)
                + "): "
                + (log(made).isEmpty() ? "it gives no reason" : log(made)),
            null,
            null,
            null);
      }
      long[] size = new long[1];
      boolean isText = target.startsWith("compute_");
      check(
          isText ? functions.nvrtcGetPTXSize(made, size) : functions.nvrtcGetCUBINSize(made, size),
          "nvrtcGetCUBINSize");
      byte[] image = new byte[Math.toIntExact(size[0])];
      check(
          isText ? functions.nvrtcGetPTX(made, image) : functions.nvrtcGetCUBIN(made, image),
          "nvrtcGetCUBIN");
      return new Code(image, log(made));
    } finally {
      functions.nvrtcDestroyProgram(program);
    }
  }

  /** Returns the options that all code is compiled with: no sum is joined with a product. */
  static List<String> options() {
    return List.of("--std=c++17", "--fmad=false");
  }

  private String log(Pointer program) {
    long[] size = new long[1];
    if (functions.nvrtcGetProgramLogSize(program, size) != 0 || size[0] <= 1) {
      return "";
    }
    byte[] log = new byte[Math.toIntExact(size[0])];
    functions.nvrtcGetProgramLog(program, log);
    return new String(log, 0, log.length - 1, StandardCharsets.UTF_8).strip();
  }

  private void check(int error, String call) {
    if (error != 0) {
      throw new DeviceException(
          call + " failed with " + functions.nvrtcGetErrorString(error), null, null, null);
    }
  }
}
