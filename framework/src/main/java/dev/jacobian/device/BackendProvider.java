package dev.jacobian.device;

import java.util.Map;
import java.util.Optional;

/**
 * Offers backends, found through {@link java.util.ServiceLoader}. An adapter package has one.
 * Asking it what it offers loads no native code beyond what the answer needs.
 */
public interface BackendProvider {
  /** Returns the adapter's name, as settings spell it: {@code nd4j}, {@code host}. */
  String name();

  /** Returns the order among providers of one device: the highest that can serve it does. */
  int priority();

  /** Returns whether this provider is for that kind of device at all. */
  boolean supports(Device.Kind kind);

  /**
   * Returns why the device cannot be used here, with the fix, or empty if it can. It says what is
   * missing: driver, jar, device, compute capability.
   */
  Optional<String> problem(Device device);

  /**
   * Returns what it found on this machine and in this process beside the devices, by subject, in
   * the order in which a report lists it ({@code jacobian doctor}).
   */
  default Map<String, String> findings() {
    return Map.of();
  }

  /**
   * Makes the backend of a device; called once per device, after {@link #problem} found none.
   *
   * @throws dev.jacobian.shape.DeviceException if it fails to start all the same
   */
  Backend create(Device device);
}
