package dev.jacobian.device;

/** Settings of memory, read when a backend is first used. */
public final class MemorySettings {
  /**
   * System property with the most memory that tensors of one device may take, such as {@code 4g}.
   */
  public static final String LIMIT_PROPERTY = "jacobian.memory.max";

  private MemorySettings() {}

  /**
   * Returns the limit that the property names, else {@code fallback}.
   *
   * @throws dev.jacobian.shape.MemoryException if the property is not a number of bytes
   */
  public static long limitOr(long fallback) {
    String text = System.getProperty(LIMIT_PROPERTY);
    return text == null ? fallback : ByteSize.parse(text);
  }
}
