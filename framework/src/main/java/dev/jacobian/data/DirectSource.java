package dev.jacobian.data;

/** Reads each batch on the caller's thread when it is asked for. */
record DirectSource(EpochPlan plan) implements BatchSource {
  @Override
  public Batch take(long number) {
    return plan.read(number).batch();
  }

  @Override
  public void close() {}
}
