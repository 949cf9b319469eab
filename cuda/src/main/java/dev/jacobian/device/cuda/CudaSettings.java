package dev.jacobian.device.cuda;

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
   * System property; {@code true} lets the factors of products in float32 be rounded to TF32, which
   * is faster. PyTorch equivalent: {@code torch.backends.cuda.matmul.allow_tf32}.
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

  static NativeDriver.Options options() {
    String tf32 = setting(TF32_ENVIRONMENT, TF32_PROPERTY);
    return new NativeDriver.Options(
        Boolean.parseBoolean(tf32), "1".equals(System.getenv(BLOCKING_ENVIRONMENT)));
  }

  private static @Nullable String setting(String variable, String property) {
    String named = System.getenv(variable);
    String text = named == null || named.isBlank() ? System.getProperty(property) : named;
    return text == null || text.isBlank() ? null : text.strip();
  }
}
