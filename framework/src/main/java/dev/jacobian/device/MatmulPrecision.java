package dev.jacobian.device;

/**
 * How exact products of matrices in float32 have to be. PyTorch equivalent: the texts of {@code
 * torch.set_float32_matmul_precision}.
 */
public enum MatmulPrecision {
  /** Factors have all 24 bits of float32. */
  HIGHEST,
  /**
   * Factors may be rounded to TF32, which has 11 bits, where the device is faster by it: a relative
   * error of up to 2<sup>-11</sup> for each factor. Sums stay in float32. It is a permission: the
   * CPU, and GPUs before Ampere, compute as they do without it. PyTorch equivalent: {@code
   * torch.backends.cuda.matmul.allow_tf32 = True}.
   */
  HIGH
}
