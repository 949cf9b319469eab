package dev.jacobian.device.cuda;

import dev.jacobian.device.Device;
import dev.jacobian.device.MatmulPrecision;
import org.jspecify.annotations.Nullable;

/** Settings of GPUs, read when one is first asked for. An environment variable goes first. */
public final class CudaSettings {
  /**
   * System property with the folder of NVIDIA's libraries: their own, a toolkit's, or a Python
   * environment's.
   */
  public static final String LIBRARIES_PROPERTY = "jacobian.cuda.libraries";

  /** Environment variable with that folder. */
  public static final String LIBRARIES_ENVIRONMENT = "JACOBIAN_CUDA_LIBRARIES";

  /**
   * System property; {@code true} lets the factors of products in float32 be rounded to TF32 until
   * {@link Device#setFloat32MatmulPrecision} says otherwise. PyTorch equivalent: {@code
   * torch.backends.cuda.matmul.allow_tf32}.
   */
  public static final String TF32_PROPERTY = "jacobian.cuda.tf32";

  /** Environment variable with the same. */
  public static final String TF32_ENVIRONMENT = "JACOBIAN_CUDA_TF32";

  /** NVIDIA's environment variable that makes each launch wait. */
  static final String BLOCKING_ENVIRONMENT = "CUDA_LAUNCH_BLOCKING";

  private CudaSettings() {}

  static @Nullable String libraries() {
    return setting(LIBRARIES_ENVIRONMENT, LIBRARIES_PROPERTY);
  }

  /** Returns how exact products in float32 are at first. */
  static MatmulPrecision precision() {
    boolean isTf32 = Boolean.parseBoolean(setting(TF32_ENVIRONMENT, TF32_PROPERTY));
    return isTf32 ? MatmulPrecision.HIGH : MatmulPrecision.HIGHEST;
  }

  /** Returns whether each launch is waited for, so that its error is its own. */
  static boolean isBlocking() {
    return "1".equals(System.getenv(BLOCKING_ENVIRONMENT));
  }

  private static @Nullable String setting(String variable, String property) {
    String named = System.getenv(variable);
    String text = named == null || named.isBlank() ? System.getProperty(property) : named;
    return text == null || text.isBlank() ? null : text.strip();
  }
}
