package dev.jacobian.trainers.strategy;

class SingleDeviceTest extends TrainerCompatibilityKit {
  @Override
  protected GradientStrategy strategy(int shards) {
    return new SingleDevice();
  }
}
