package dev.jacobian.device;

/** What has been sent to a device by {@link Backend#send}, and may be on its way. */
public interface Arrival {
  /** Of what is there already. */
  Arrival HERE = () -> {};

  /**
   * Lets whatever is asked of the device after this call find the elements. It is the device that
   * waits for them, not the caller.
   */
  void order();
}
