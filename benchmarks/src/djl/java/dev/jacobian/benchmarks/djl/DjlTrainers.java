package dev.jacobian.benchmarks.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;

/** Trainers of dense networks with given first weights, mean squared error and SGD. */
final class DjlTrainers {
  /** Returns the first weights of a dense layer, {@code [out, in]}. */
  interface Weights {
    float[] ofLayer(int layer);
  }

  private DjlTrainers() {}

  static Trainer of(Block block, int inputs, double learningRate, Weights weights) {
    Model model = Model.newInstance("benchmark");
    model.setBlock(block);
    Optimizer sgd =
        Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) learningRate)).build();
    Trainer trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.l2Loss("mean squared error", 1)).optOptimizer(sgd));
    trainer.initialize(new Shape(1, inputs));
    int layer = 0;
    for (Pair<String, Parameter> pair : block.getParameters()) {
      Parameter parameter = pair.getValue();
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        parameter.getArray().set(weights.ofLayer(layer));
        layer++;
      }
    }
    return trainer;
  }

  static double[] loss(Trainer trainer, NDArray x, NDArray y) {
    try (NDManager scope = x.getManager().newSubManager()) {
      NDList inputs = new NDList(x);
      NDList targets = new NDList(y);
      inputs.tempAttach(scope);
      targets.tempAttach(scope);
      return new double[] {
        trainer.getLoss().evaluate(targets, trainer.evaluate(inputs)).getFloat()
      };
    }
  }
}
