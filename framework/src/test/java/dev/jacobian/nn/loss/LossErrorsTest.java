package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.autograd.Replay;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LossErrorsTest {
  private static final Map<String, Loss> ELEMENTWISE = new LinkedHashMap<>();

  static {
    ELEMENTWISE.put("MSELoss", new MSELoss());
    ELEMENTWISE.put("L1Loss", new L1Loss());
    ELEMENTWISE.put("HuberLoss", new HuberLoss());
    ELEMENTWISE.put("BCEWithLogitsLoss", new BCEWithLogitsLoss());
    ELEMENTWISE.put("SmoothL1Loss", new SmoothL1Loss());
    ELEMENTWISE.put("KLDivLoss", new KLDivLoss());
    ELEMENTWISE.put("BCELoss", new BCELoss());
    ELEMENTWISE.put("HingeEmbeddingLoss", new HingeEmbeddingLoss());
    ELEMENTWISE.put("SoftMarginLoss", new SoftMarginLoss());
    ELEMENTWISE.put("MultiLabelSoftMarginLoss", new MultiLabelSoftMarginLoss());
    ELEMENTWISE.put("PoissonNLLLoss", new PoissonNLLLoss());
  }

  private static void assertMessage(
      Class<? extends JacobianException> type, String message, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }

  @Test
  void shapesThatWouldBroadcastAreRefused() {
    ELEMENTWISE.forEach(
        (name, loss) ->
            assertMessage(
                ShapeException.class,
                name
                    + ": prediction [64, 1] and target [64] have different shapes; expected equal shapes, since"
                    + " broadcasting would compare each prediction with several targets; fix: target.reshape(64, 1)",
                () -> loss.forward(Tensor.zeros(64, 1), Tensor.zeros(64))));
  }

  @Test
  void shapesOfDifferentSizesHaveNoFix() {
    assertMessage(
        ShapeException.class,
        "MSELoss: prediction [4, 2] and target [4, 1] have different shapes; expected equal shapes, since"
            + " broadcasting would compare each prediction with several targets",
        () -> new MSELoss().forward(Tensor.zeros(4, 2), Tensor.zeros(4, 1)));
  }

  @Test
  void dtypesMustBeEqual() {
    ELEMENTWISE.forEach(
        (name, loss) ->
            assertMessage(
                DTypeException.class,
                name
                    + ": prediction float32[2] and target int64[2]; expected floating-point tensors of one dtype; fix:"
                    + " target.to(DType.FLOAT32)",
                () -> loss.forward(Tensor.zeros(2), Tensor.arange(2))));
  }

  @Test
  void theMeanOfAnEmptyBatchIsRefused() {
    ELEMENTWISE.forEach(
        (name, loss) ->
            assertMessage(
                DataException.class,
                name
                    + ": the batch is empty: prediction [0, 3]; expected at least one element to take the mean of; fix:"
                    + " leave empty batches out, or use Reduction.SUM",
                () -> loss.forward(Tensor.zeros(0, 3), Tensor.zeros(0, 3))));
    assertMessage(
        DataException.class,
        "CrossEntropyLoss: the batch is empty: prediction [0, 3]; expected at least one element to take the mean of;"
            + " fix: leave empty batches out, or use Reduction.SUM",
        () -> new CrossEntropyLoss().forward(Tensor.zeros(0, 3), Tensor.of(new long[0])));
  }

  @Test
  void theSumOfAnEmptyBatchIsZero() {
    Tensor empty = Tensor.zeros(0, 3).setRequiresGrad(true);
    Tensor loss = new MSELoss(Reduction.SUM).forward(empty, Tensor.zeros(0, 3));
    loss.backward();
    assertEquals(0, loss.item());
    assertEquals(0, empty.grad().size());
    CrossEntropyLossOptions sum = CrossEntropyLossOptions.defaults().withReduction(Reduction.SUM);
    assertEquals(
        0, new CrossEntropyLoss(sum).forward(Tensor.zeros(0, 3), Tensor.of(new long[0])).item());
  }

  @Test
  void aLabelOutsideTheClassesIsNamed() {
    Loss loss = new CrossEntropyLoss();
    assertMessage(
        DataException.class,
        "CrossEntropyLoss: label 3 at row 1 of 3, with 3 classes; expected labels from 0 to 2; fix: number the classes"
            + " from 0, or give the model as many outputs as there are classes",
        () -> loss.forward(Tensor.zeros(3, 3), Tensor.of(new long[] {0, 3, 1})));
    assertMessage(
        DataException.class,
        "CrossEntropyLoss: label -1 at row 2 of 3, with 3 classes; expected labels from 0 to 2; fix: number the classes"
            + " from 0, or give the model as many outputs as there are classes",
        () -> loss.forward(Tensor.zeros(3, 3), Tensor.of(new long[] {0, 2, -1})));
  }

  @Test
  void aLabelOutsideTheClassesIsNamedWhileAFunctionIsRecorded() {
    Tensor labels = Tensor.of(new long[] {0, 3, 1});
    assertMessage(
        DataException.class,
        "CrossEntropyLoss: label 3 at row 1 of 3, with 3 classes; expected labels from 0 to 2; fix: number the classes"
            + " from 0, or give the model as many outputs as there are classes",
        () -> Replay.of(() -> new CrossEntropyLoss().forward(Tensor.zeros(3, 3), labels)));
  }

  @Test
  void theLabelThatPyTorchIgnoresIsExplained() {
    assertMessage(
        DataException.class,
        "CrossEntropyLoss: label -100 at row 2 of 4, with 3 classes; expected labels from 0 to 2; fix:"
            + " withIgnoreIndex(-100) leaves such labels out, as PyTorch does by default",
        () ->
            new CrossEntropyLoss()
                .forward(Tensor.zeros(2, 3, 2), Tensor.of(new long[] {0, 2, -100, 1}, 2, 2)));
  }

  @Test
  void predictionsThatAreNoProbabilitiesPointToLogits() {
    String message =
        "BCELoss: 2 of 3 predictions are outside [0, 1]; expected probabilities; fix: train on the logits with"
            + " BCEWithLogitsLoss, or end the model with Sigmoid";
    Tensor target = Tensor.ones(3);
    Tensor logits = Tensor.of(new float[] {-0.5f, 0.5f, 1.5f});
    assertMessage(DataException.class, message, () -> new BCELoss().forward(logits, target));
    Tensor prediction = Tensor.zeros(3);
    Replay replay = Replay.of(() -> new BCELoss().forward(prediction, target));
    prediction.copyInPlace(logits);
    assertMessage(DataException.class, message, replay::run);
  }

  @Test
  void targetsOfProbabilitiesAreProbabilities() {
    assertMessage(
        DataException.class,
        "BCELoss: 1 of 3 targets are outside [0, 1]; expected probabilities; fix: give 0 for no and 1 for yes",
        () ->
            new BCELoss()
                .forward(Tensor.full(Shape.of(3), 0.5), Tensor.of(new float[] {1, -1, 0.5f})));
  }

  @Test
  void labelsBehindTheirLengthMayBeAnything() {
    Tensor scores = Tensor.randn(new Generator(1), 6, 2, 4).logSoftmax(2);
    Tensor steps = Tensor.of(new long[] {6, 4});
    Tensor lengths = Tensor.of(new long[] {1, 2});
    CTCLoss loss = new CTCLoss();
    double expected =
        loss.forward(scores, Tensor.of(new long[] {1, 3, 2, 2}, 2, 2), steps, lengths).item();
    for (long padding : new long[] {0, 1, -1, -100, 4}) {
      Tensor labels = Tensor.of(new long[] {1, padding, 2, 2}, 2, 2);
      assertEquals(expected, loss.forward(scores, labels, steps, lengths).item());
    }
    assertMessage(
        DataException.class,
        "CTCLoss: label -1 at position 1 of 4; expected labels from 0 to 3",
        () ->
            loss.forward(
                scores, Tensor.of(new long[] {1, -1, 2, 2}, 2, 2), steps, steps.mul(0).add(2)));
  }

  @Test
  void lossesOfSeveralOutputsCountThem() {
    Tensor x = Tensor.zeros(4, 3);
    assertMessage(
        OptionException.class,
        "CosineEmbeddingLoss: 1 outputs and 1 targets; expected 2 outputs and 1 target",
        () -> new CosineEmbeddingLoss().forward(x, Tensor.ones(4)));
    assertMessage(
        ShapeException.class,
        "CosineEmbeddingLoss: embeddings [4, 3] and targets [3]; expected embeddings [n, features] and targets [n]",
        () -> new CosineEmbeddingLoss().forward(x, x, Tensor.ones(3)));
    assertMessage(
        OptionException.class,
        "TripletMarginLoss: 1 outputs and 1 targets; expected 3 outputs and 0 targets",
        () -> new TripletMarginLoss().forward(x, x));
    assertMessage(
        ShapeException.class,
        "TripletMarginLoss: embeddings []; expected embeddings [n, features]",
        () -> new TripletMarginLoss().forward(Tensor.of(1), Tensor.of(1), Tensor.of(1)));
  }

  @Test
  void marginsAndLikelihoodsExplainWhatDoesNotFit() {
    Tensor x = Tensor.zeros(4, 3);
    assertMessage(
        ShapeException.class,
        "MarginRankingLoss: scores [4, 3] and targets [4]; expected equal shapes",
        () -> new MarginRankingLoss().forward(x, x, Tensor.ones(4)));
    assertMessage(
        OptionException.class,
        "GaussianNLLLoss: 1 outputs and 1 targets; expected 2 outputs and 1 target",
        () -> new GaussianNLLLoss().forward(x, x));
    assertMessage(
        ShapeException.class,
        "GaussianNLLLoss: means [4, 3] and variances [3]; expected variances of the means' shape, or one for each row,"
            + " [4, 1]",
        () -> new GaussianNLLLoss().forward(x, x, Tensor.ones(3)));
    assertMessage(
        DTypeException.class,
        "GaussianNLLLoss: means float32[4, 3] and variances float64[4, 3]; expected tensors of one dtype; fix:"
            + " variance.to(DType.FLOAT32)",
        () -> new GaussianNLLLoss().forward(x, x, x.to(DType.FLOAT64)));
    String negative =
        "GaussianNLLLoss: 3 of 12 variances are negative; expected 0 or more; fix: end the variances' output with"
            + " Softplus, or take exp of it";
    Tensor variances = Tensor.ones(4, 3);
    Replay replay = Replay.of(() -> new GaussianNLLLoss().forward(x, x, variances));
    variances.slice(0, 1, 2).fillInPlace(-1);
    assertMessage(
        DataException.class, negative, () -> new GaussianNLLLoss().forward(x, x, variances));
    assertMessage(DataException.class, negative, replay::run);
    assertMessage(
        ShapeException.class,
        "MultiLabelSoftMarginLoss: logits [4, 3] and class weights [2]; expected logits [..., classes] and weights"
            + " [classes]",
        () ->
            new MultiLabelSoftMarginLoss(
                    MultiLabelSoftMarginLoss.Options.defaults().withClassWeights(Tensor.ones(2)))
                .forward(x, x));
    assertMessage(
        OptionException.class,
        "GaussianNLLLoss: epsilon 0.0; expected a finite number above 0",
        () -> GaussianNLLLoss.Options.defaults().withEpsilon(0));
    assertMessage(
        OptionException.class,
        "PoissonNLLLoss: epsilon -1.0; expected a finite number, 0 or more",
        () -> PoissonNLLLoss.Options.defaults().withEpsilon(-1));
  }

  @Test
  void marginsOfClassesExplainLabels() {
    Tensor x = Tensor.zeros(2, 3);
    assertMessage(
        ShapeException.class,
        "MultiMarginLoss: scores [2, 3] and labels [3]; expected scores [n, classes] and labels [n]",
        () -> new MultiMarginLoss().forward(x, Tensor.of(new long[3])));
    assertMessage(
        DTypeException.class,
        "MultiMarginLoss: scores float32[2, 3] and labels float32[2]; expected floating-point scores and int64 labels;"
            + " fix: labels.to(DType.INT64)",
        () -> new MultiMarginLoss().forward(x, Tensor.zeros(2)));
    assertMessage(
        DataException.class,
        "MultiMarginLoss: label 3 at row 1 of 2, with 3 classes; expected labels from 0 to 2; fix: number the classes"
            + " from 0, or give the model as many outputs as there are classes",
        () -> new MultiMarginLoss().forward(x, Tensor.of(new long[] {0, 3})));
    assertMessage(
        OptionException.class,
        "MultiMarginLoss: p 3; expected 1 or 2",
        () -> MultiMarginLoss.Options.defaults().withP(3));
    assertMessage(
        ShapeException.class,
        "MultiMarginLoss: class weights [2] for scores [2, 3]; expected one weight for each class, [3]",
        () ->
            new MultiMarginLoss(MultiMarginLoss.Options.defaults().withClassWeights(Tensor.ones(2)))
                .forward(x, Tensor.of(new long[2])));
    assertMessage(
        ShapeException.class,
        "MultiLabelMarginLoss: scores [2, 3] and labels [2]; expected scores [n, classes] and labels of the same shape,"
            + " with -1 behind the last of a row",
        () -> new MultiLabelMarginLoss().forward(x, Tensor.of(new long[2])));
    assertMessage(
        DataException.class,
        "MultiLabelMarginLoss: label 5 at position 4 of 6, with 3 classes; expected labels from 0 to 2, and -1 behind"
            + " the last of a row; fix: number the classes from 0, or give the model as many outputs as there are"
            + " classes",
        () ->
            new MultiLabelMarginLoss()
                .forward(x, Tensor.of(new long[] {0, -1, 9, 1, 5, -1}, 2, 3)));
  }

  @Test
  void sequencesHaveToFit() {
    Tensor scores = Tensor.zeros(6, 2, 4);
    Tensor labels = Tensor.of(new long[] {1, 2, 3, 1}, 2, 2);
    assertMessage(
        ShapeException.class,
        "CTCLoss: log probabilities [6, 2, 4], labels [4], lengths [0] and [0]; expected log probabilities [steps, n,"
            + " classes], labels [n, labels] and lengths [n]",
        () -> new CTCLoss().forward(scores, labels.flatten()));
    assertMessage(
        DTypeException.class,
        "CTCLoss: labels or lengths of float32[2, 2]; expected int64; fix: labels.to(DType.INT64)",
        () -> new CTCLoss().forward(scores, labels.to(DType.FLOAT32)));
    assertMessage(
        OptionException.class,
        "CTCLoss: blank 4 of 4 classes; expected one of the classes",
        () -> new CTCLoss(CTCLoss.Options.defaults().withBlank(4)).forward(scores, labels));
    assertMessage(
        OptionException.class,
        "CTCLoss: 2 targets; expected labels, or labels and two tensors of lengths",
        () -> new CTCLoss().forward(List.of(scores), List.of(labels, labels)));
    assertMessage(
        DataException.class,
        "CTCLoss: label 9 at position 2 of 4; expected labels from 0 to 3",
        () -> new CTCLoss().forward(scores, Tensor.of(new long[] {1, 2, 9, 1}, 2, 2)));
    Tensor most = Tensor.of(new long[] {2, 2});
    assertMessage(
        DataException.class,
        "CTCLoss: input length 7 at position 1 of 2; expected input lengths from 0 to 6",
        () -> new CTCLoss().forward(scores, labels, Tensor.of(new long[] {6, 7}), most));
    assertMessage(
        DataException.class,
        "CTCLoss: label length -1 at position 0 of 2; expected label lengths from 0 to 2",
        () -> new CTCLoss().forward(scores, labels, most, Tensor.of(new long[] {-1, 2})));
    Tensor impossible = new CTCLoss().forward(scores.slice(0, 0, 1), labels);
    assertEquals(Double.POSITIVE_INFINITY, impossible.item());
  }

  @Test
  void crossEntropyExplainsWrongShapes() {
    Loss loss = new CrossEntropyLoss();
    assertMessage(
        ShapeException.class,
        "CrossEntropyLoss: logits [3, 4] and labels [3, 1]; expected logits [n, classes, ...] and labels [n, ...]; fix:"
            + " labels.squeeze(1)",
        () -> loss.forward(Tensor.zeros(3, 4), Tensor.of(new long[3], 3, 1)));
    assertMessage(
        ShapeException.class,
        "CrossEntropyLoss: logits [3] and labels [3]; expected logits [n, classes, ...] and labels [n, ...]",
        () -> loss.forward(Tensor.zeros(3), Tensor.of(new long[3])));
  }

  @Test
  void crossEntropyExplainsWrongTypes() {
    assertMessage(
        DTypeException.class,
        "CrossEntropyLoss: logits float32[3, 4] and labels float32[3]; expected floating-point logits and int64 labels;"
            + " fix: labels.to(DType.INT64)",
        () -> new CrossEntropyLoss().forward(Tensor.zeros(3, 4), Tensor.zeros(3)));
    assertMessage(
        DTypeException.class,
        "CrossEntropyLoss: logits int64[3, 4] and labels int64[3]; expected floating-point logits and int64 labels; fix:"
            + " logits.to(DType.FLOAT32)",
        () ->
            new CrossEntropyLoss()
                .forward(Tensor.zeros(3, 4).to(DType.INT64), Tensor.of(new long[3])));
  }

  @Test
  void weightsMustFit() {
    Loss entropy =
        new CrossEntropyLoss(CrossEntropyLossOptions.defaults().withClassWeights(Tensor.ones(3)));
    assertMessage(
        ShapeException.class,
        "CrossEntropyLoss: class weights [3] for logits [2, 4]; expected one weight for each class, [4]",
        () -> entropy.forward(Tensor.zeros(2, 4), Tensor.of(new long[2])));
    Loss binary =
        new BCEWithLogitsLoss(BCEWithLogitsLossOptions.defaults().withPosWeight(Tensor.ones(2, 3)));
    assertMessage(
        ShapeException.class,
        "BCEWithLogitsLoss: posWeight [2, 3] for targets [4]; expected a shape that broadcasts to the targets', such as"
            + " [4]",
        () -> binary.forward(Tensor.zeros(4), Tensor.zeros(4)));
    assertMessage(
        ShapeException.class,
        "BCEWithLogitsLoss: posWeight [2, 3] for targets [3]; expected a shape that broadcasts to the targets', such as"
            + " [3]",
        () -> binary.forward(Tensor.zeros(3), Tensor.zeros(3)));
  }

  @Test
  void weightsAreFiniteAndNotNegative() {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      Tensor weights = Tensor.of(new double[] {0, bad, 2});
      assertMessage(
          OptionException.class,
          "CrossEntropyLoss: class weight 1 of 3 is "
              + bad
              + "; expected finite numbers, 0 or more",
          () -> CrossEntropyLossOptions.defaults().withClassWeights(weights));
      assertMessage(
          OptionException.class,
          "BCEWithLogitsLoss: posWeight 1 of 3 is " + bad + "; expected finite numbers, 0 or more",
          () -> BCEWithLogitsLossOptions.defaults().withPosWeight(weights));
    }
  }

  @Test
  void optionsAreChecked() {
    assertMessage(
        OptionException.class,
        "HuberLoss: delta 0.0; expected a finite number above 0",
        () -> new HuberLoss(0));
    assertMessage(
        OptionException.class,
        "CrossEntropyLoss: label smoothing 1.5; expected a number in [0, 1]",
        () -> CrossEntropyLossOptions.defaults().withLabelSmoothing(1.5));
    assertThrows(OptionException.class, () -> new HuberLoss(Double.NaN));
  }
}
