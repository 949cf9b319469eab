package dev.jacobian.examples;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Splits;
import dev.jacobian.models.SoftmaxRegression;
import dev.jacobian.models.dl4j.DataSetIterators;
import dev.jacobian.models.dl4j.Dl4jBridge;
import dev.jacobian.models.dl4j.IrisData;
import dev.jacobian.models.dl4j.Targets;
import dev.jacobian.nd4j.INDArrayBridge;
import dev.jacobian.nn.Sequential;
import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Softmax regression on data that comes from a DL4J iterator, and the trained layer as a DL4J
 * network.
 */
public final class E06IrisSoftmax implements Example {
  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E06IrisSoftmax());
  }

  @Override
  public String title() {
    return "Softmax regression on Iris, from a DL4J iterator";
  }

  @Override
  public Outcome run(PrintStream out) {
    Dataset flowers = DataSetIterators.toDataset(IrisData.iterator(50), Targets.CLASS_INDEX);
    List<? extends Dataset> parts = Splits.randomSplit(flowers, 3, 0.7, 0.3);
    Batch training = all(parts.get(0));
    Batch heldOut = all(parts.get(1));

    SoftmaxRegression model = new SoftmaxRegression(IrisData.CLASSES);
    model.fit(training.inputs(), training.targets());
    out.println("weights per species, one row each:");
    for (double[] row : model.coefficients()) {
      out.println(
          "  "
              + Arrays.toString(Arrays.stream(row).map(w -> Math.rint(w * 1000) / 1000).toArray()));
    }

    // The trained layer as a DL4J network gives the same logits.
    Sequential layers = new Sequential(model.module());
    MultiLayerNetwork network = Dl4jBridge.toMultiLayerNetwork(layers);
    INDArray logits = network.output(INDArrayBridge.toINDArray(heldOut.inputs()));
    Tensor difference =
        INDArrayBridge.fromINDArray(logits).sub(layers.forward(heldOut.inputs()).detach());
    out.printf(
        "largest difference to the DL4J network's logits: %.1e%n", difference.abs().max().item());

    double accuracy = model.score(heldOut.inputs(), heldOut.targets());
    return Outcome.atLeast("accuracy on " + heldOut.size() + " held-out flowers", accuracy, 0.93);
  }

  private static Batch all(Dataset dataset) {
    return dataset.gather(LongStream.range(0, dataset.size()).toArray());
  }
}
