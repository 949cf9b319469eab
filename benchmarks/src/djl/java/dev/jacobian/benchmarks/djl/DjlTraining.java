package dev.jacobian.benchmarks.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;

/** W1 and W2: DJL's training loop written out, with one batch that stays the same. */
final class DjlTraining implements Program {
  private final Trainer trainer;
  private final NDArray x;
  private final NDArray y;

  DjlTraining(StepTask task) {
    SequentialBlock network = new SequentialBlock();
    for (int layer = 0; layer < task.layers(); layer++) {
      if (layer > 0) {
        network.add(Activation.reluBlock());
      }
      network.add(Linear.builder().setUnits(task.widths().get(layer + 1)).build());
    }
    trainer = DjlTrainers.of(network, task.inputs(), task.learningRate(), task::weights);
    int rows = task.batch();
    NDManager manager = trainer.getManager();
    x = manager.create(task.x(), new Shape(rows, task.inputs()));
    y = manager.create(task.y(), new Shape(rows, task.outputs()));
  }

  @Override
  public void run() {
    try (NDManager step = trainer.getManager().newSubManager()) {
      NDList inputs = new NDList(x);
      NDList targets = new NDList(y);
      // What a step makes lies with its inputs; so it goes with the step.
      inputs.tempAttach(step);
      targets.tempAttach(step);
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList predictions = trainer.forward(inputs);
        gradients.backward(trainer.getLoss().evaluate(targets, predictions));
      }
      trainer.step();
    }
  }

  @Override
  public double[] results() {
    return DjlTrainers.loss(trainer, x, y);
  }

  @Override
  public String about() {
    return DjlPrograms.about();
  }
}
