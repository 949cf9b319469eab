package dev.jacobian.data;

import dev.jacobian.device.Device;

/** Moves each batch to a device when it is asked for. */
record MovedSource(BatchSource source, Device device) implements BatchSource {
  @Override
  public Batch take(long number) {
    return source.take(number).to(device);
  }

  @Override
  public void close() {
    source.close();
  }
}
