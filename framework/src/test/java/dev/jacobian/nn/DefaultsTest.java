package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jacobian.nn.loss.BCELoss;
import dev.jacobian.nn.loss.BCEWithLogitsLossOptions;
import dev.jacobian.nn.loss.CTCLoss;
import dev.jacobian.nn.loss.CosineEmbeddingLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.GaussianNLLLoss;
import dev.jacobian.nn.loss.HingeEmbeddingLoss;
import dev.jacobian.nn.loss.HuberLossOptions;
import dev.jacobian.nn.loss.KLDivLossOptions;
import dev.jacobian.nn.loss.L1Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.nn.loss.MarginRankingLoss;
import dev.jacobian.nn.loss.MultiLabelMarginLoss;
import dev.jacobian.nn.loss.MultiLabelSoftMarginLoss;
import dev.jacobian.nn.loss.MultiMarginLoss;
import dev.jacobian.nn.loss.NLLLossOptions;
import dev.jacobian.nn.loss.PoissonNLLLoss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.nn.loss.SmoothL1LossOptions;
import dev.jacobian.nn.loss.SoftMarginLoss;
import dev.jacobian.nn.loss.TripletMarginLoss;
import dev.jacobian.optim.ASGD;
import dev.jacobian.optim.Adadelta;
import dev.jacobian.optim.Adafactor;
import dev.jacobian.optim.Adagrad;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Adamax;
import dev.jacobian.optim.LBFGS;
import dev.jacobian.optim.Lion;
import dev.jacobian.optim.Muon;
import dev.jacobian.optim.NAdam;
import dev.jacobian.optim.RAdam;
import dev.jacobian.optim.RMSprop;
import dev.jacobian.optim.Rprop;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds every default against the signature of PyTorch's class. */
class DefaultsTest {
  private final Goldens goldens = Goldens.load();
  private final Set<String> seen = new HashSet<>();

  private void assertDefault(String name, Object actual) {
    seen.add(name);
    if (actual instanceof Number number) {
      assertEquals(goldens.number("default/" + name), number.doubleValue(), name);
    } else {
      assertEquals(
          goldens.text("default/" + name), actual.toString().toLowerCase(Locale.ROOT), name);
    }
  }

  @Test
  void defaultsArePyTorchs() {
    SGD.Options sgd = SGD.Options.of(0.1);
    assertDefault("SGD/momentum", sgd.momentum());
    assertDefault("SGD/dampening", sgd.dampening());
    assertDefault("SGD/weight_decay", sgd.weightDecay());
    assertDefault("SGD/nesterov", sgd.nesterov());
    Adam.Options adam = Adam.Options.defaults();
    assertDefault("Adam/lr", adam.learningRate());
    assertDefault("Adam/betas1", adam.beta1());
    assertDefault("Adam/betas2", adam.beta2());
    assertDefault("Adam/eps", adam.epsilon());
    assertDefault("Adam/weight_decay", adam.weightDecay());
    Adam.Options adamW = AdamW.options();
    assertDefault("AdamW/lr", adamW.learningRate());
    assertDefault("AdamW/betas1", adamW.beta1());
    assertDefault("AdamW/betas2", adamW.beta2());
    assertDefault("AdamW/eps", adamW.epsilon());
    assertDefault("AdamW/weight_decay", adamW.weightDecay());
    assertDefault("SGD/maximize", sgd.maximize());
    assertDefault("Adam/amsgrad", adam.amsgrad());
    assertDefault("Adam/decoupled_weight_decay", adam.decoupledWeightDecay());
    assertDefault("Adam/maximize", adam.maximize());
    assertDefault("AdamW/amsgrad", adamW.amsgrad());
    assertDefault("AdamW/maximize", adamW.maximize());
    assertOtherOptimizers();
    assertOptimizersAsWell();
    assertOtherLayers();
    assertDefault("Linear/bias", LinearOptions.defaults().bias());
    assertDefault("LayerNorm/eps", LayerNormOptions.defaults().epsilon());
    assertDefault("LayerNorm/elementwise_affine", LayerNormOptions.defaults().affine());
    assertNorms();
    assertDefault("LeakyReLU/negative_slope", LeakyReLU.DEFAULT_SLOPE);
    assertDefault("ELU/alpha", ELU.DEFAULT_ALPHA);
    assertDefault("Softplus/beta", Softplus.DEFAULT_BETA);
    assertDefault("Softplus/threshold", Softplus.DEFAULT_THRESHOLD);
    assertDefault("PReLU/num_parameters", new PReLU().weight().tensor().size());
    assertDefault("PReLU/init", PReLU.DEFAULT_SLOPE);
    assertDefault("Dropout/p", DropoutLayer.DEFAULT_PROBABILITY);
    assertDefault("HuberLoss/delta", HuberLossOptions.defaults().delta());
    assertDefault("HuberLoss/reduction", HuberLossOptions.defaults().reduction());
    CrossEntropyLossOptions entropy = CrossEntropyLossOptions.defaults();
    assertDefault("CrossEntropyLoss/label_smoothing", entropy.labelSmoothing());
    assertDefault("CrossEntropyLoss/reduction", entropy.reduction());
    assertNull(entropy.classWeights());
    assertDefault("CrossEntropyLoss/weight", "None");
    BCEWithLogitsLossOptions binary = BCEWithLogitsLossOptions.defaults();
    assertDefault("BCEWithLogitsLoss/reduction", binary.reduction());
    assertNull(binary.posWeight());
    assertDefault("BCEWithLogitsLoss/pos_weight", "None");
    assertOtherLosses();
    assertFlatten();
    assertReductions();
    assertGelu();
    assertInit();

    Set<String> expected = new TreeSet<>();
    for (String name : goldens.parts("default/")) {
      goldens.parts("default/" + name + "/").forEach(option -> expected.add(name + "/" + option));
    }
    assertEquals(expected, new TreeSet<>(seen));
  }

  private void assertNorms() {
    for (String name : List.of("BatchNorm", "InstanceNorm")) {
      boolean isBatch = name.startsWith("Batch");
      RunningNormOptions norm =
          isBatch ? RunningNormOptions.ofBatch() : RunningNormOptions.ofInstance();
      assertDefault(name + "/eps", norm.epsilon());
      assertDefault(name + "/momentum", norm.momentum());
      assertDefault(name + "/affine", norm.affine());
      assertDefault(name + "/track_running_stats", norm.trackRunningStats());
    }
    assertDefault("GroupNorm/eps", LayerNormOptions.defaults().epsilon());
    assertDefault("GroupNorm/affine", LayerNormOptions.defaults().affine());
    assertNull(RMSNormOptions.defaults().epsilon());
    assertDefault("RMSNorm/eps", "None");
    assertDefault("RMSNorm/elementwise_affine", RMSNormOptions.defaults().affine());
  }

  private void assertOtherOptimizers() {
    RMSprop.Options rmsprop = RMSprop.Options.defaults();
    assertDefault("RMSprop/lr", rmsprop.learningRate());
    assertDefault("RMSprop/alpha", rmsprop.alpha());
    assertDefault("RMSprop/eps", rmsprop.epsilon());
    assertDefault("RMSprop/weight_decay", rmsprop.weightDecay());
    assertDefault("RMSprop/momentum", rmsprop.momentum());
    assertDefault("RMSprop/centered", rmsprop.centered());
    assertDefault("RMSprop/maximize", rmsprop.maximize());
    Adagrad.Options adagrad = Adagrad.Options.defaults();
    assertDefault("Adagrad/lr", adagrad.learningRate());
    assertDefault("Adagrad/lr_decay", adagrad.learningRateDecay());
    assertDefault("Adagrad/weight_decay", adagrad.weightDecay());
    assertDefault("Adagrad/initial_accumulator_value", adagrad.initialAccumulator());
    assertDefault("Adagrad/eps", adagrad.epsilon());
    assertDefault("Adagrad/maximize", adagrad.maximize());
    NAdam.Options nadam = NAdam.Options.defaults();
    assertDefault("NAdam/lr", nadam.learningRate());
    assertDefault("NAdam/betas1", nadam.beta1());
    assertDefault("NAdam/betas2", nadam.beta2());
    assertDefault("NAdam/eps", nadam.epsilon());
    assertDefault("NAdam/weight_decay", nadam.weightDecay());
    assertDefault("NAdam/momentum_decay", nadam.momentumDecay());
    assertDefault("NAdam/decoupled_weight_decay", nadam.decoupledWeightDecay());
    assertDefault("NAdam/maximize", nadam.maximize());
    RAdam.Options radam = RAdam.Options.defaults();
    assertDefault("RAdam/lr", radam.learningRate());
    assertDefault("RAdam/betas1", radam.beta1());
    assertDefault("RAdam/betas2", radam.beta2());
    assertDefault("RAdam/eps", radam.epsilon());
    assertDefault("RAdam/weight_decay", radam.weightDecay());
    assertDefault("RAdam/decoupled_weight_decay", radam.decoupledWeightDecay());
    assertDefault("RAdam/maximize", radam.maximize());
    Lion.Options lion = Lion.Options.defaults();
    assertDefault("Lion/lr", lion.learningRate());
    assertDefault("Lion/betas1", lion.beta1());
    assertDefault("Lion/betas2", lion.beta2());
    assertDefault("Lion/weight_decay", lion.weightDecay());
    LBFGS.Options lbfgs = LBFGS.Options.defaults();
    assertDefault("LBFGS/lr", lbfgs.learningRate());
    assertDefault("LBFGS/max_iter", lbfgs.maxIterations());
    assertNull(lbfgs.maxEvaluations());
    assertDefault("LBFGS/max_eval", "None");
    assertDefault("LBFGS/tolerance_grad", lbfgs.toleranceGradient());
    assertDefault("LBFGS/tolerance_change", lbfgs.toleranceChange());
    assertDefault("LBFGS/history_size", lbfgs.historySize());
    Adafactor.Options adafactor = Adafactor.Options.defaults();
    assertDefault("Adafactor/lr", adafactor.learningRate());
    assertDefault("Adafactor/beta2_decay", adafactor.beta2Decay());
    assertDefault("Adafactor/d", adafactor.clipThreshold());
    assertDefault("Adafactor/weight_decay", adafactor.weightDecay());
    assertDefault("Adafactor/maximize", adafactor.maximize());
  }

  private void assertOtherLosses() {
    assertNull(NLLLossOptions.defaults().classWeights());
    assertDefault("NLLLoss/weight", "None");
    assertDefault("NLLLoss/reduction", NLLLossOptions.defaults().reduction());
    assertDefault("KLDivLoss/reduction", KLDivLossOptions.defaults().reduction());
    assertDefault("KLDivLoss/log_target", KLDivLossOptions.defaults().logTarget());
    assertDefault("SmoothL1Loss/reduction", SmoothL1LossOptions.defaults().reduction());
    assertDefault("SmoothL1Loss/beta", SmoothL1LossOptions.defaults().beta());
    assertDefault("BCELoss/reduction", new BCELoss().reduction());
    CosineEmbeddingLoss.Options cosine = CosineEmbeddingLoss.Options.defaults();
    assertDefault("CosineEmbeddingLoss/margin", cosine.margin());
    assertDefault("CosineEmbeddingLoss/reduction", cosine.reduction());
    TripletMarginLoss.Options triplet = TripletMarginLoss.Options.defaults();
    assertDefault("TripletMarginLoss/margin", triplet.margin());
    assertDefault("TripletMarginLoss/p", triplet.p());
    assertDefault("TripletMarginLoss/eps", triplet.epsilon());
    assertDefault("TripletMarginLoss/swap", triplet.swap());
    assertDefault("TripletMarginLoss/reduction", triplet.reduction());
    CTCLoss.Options ctc = CTCLoss.Options.defaults();
    assertDefault("CTCLoss/blank", ctc.blank());
    assertDefault("CTCLoss/reduction", ctc.reduction());
    assertDefault("CTCLoss/zero_infinity", ctc.zeroInfinity());
    assertMargins();
    PoissonNLLLoss.Options poisson = PoissonNLLLoss.Options.defaults();
    assertDefault("PoissonNLLLoss/log_input", poisson.logInput());
    assertDefault("PoissonNLLLoss/full", poisson.full());
    assertDefault("PoissonNLLLoss/eps", poisson.epsilon());
    assertDefault("PoissonNLLLoss/reduction", poisson.reduction());
    GaussianNLLLoss.Options gaussian = GaussianNLLLoss.Options.defaults();
    assertDefault("GaussianNLLLoss/full", gaussian.full());
    assertDefault("GaussianNLLLoss/eps", gaussian.epsilon());
    assertDefault("GaussianNLLLoss/reduction", gaussian.reduction());
  }

  private void assertMargins() {
    MarginRankingLoss.Options ranking = MarginRankingLoss.Options.defaults();
    assertDefault("MarginRankingLoss/margin", ranking.margin());
    assertDefault("MarginRankingLoss/reduction", ranking.reduction());
    HingeEmbeddingLoss.Options hinge = HingeEmbeddingLoss.Options.defaults();
    assertDefault("HingeEmbeddingLoss/margin", hinge.margin());
    assertDefault("HingeEmbeddingLoss/reduction", hinge.reduction());
    assertDefault("SoftMarginLoss/reduction", new SoftMarginLoss().reduction());
    MultiMarginLoss.Options margin = MultiMarginLoss.Options.defaults();
    assertDefault("MultiMarginLoss/p", margin.p());
    assertDefault("MultiMarginLoss/margin", margin.margin());
    assertNull(margin.classWeights());
    assertDefault("MultiMarginLoss/weight", "None");
    assertDefault("MultiMarginLoss/reduction", margin.reduction());
    assertDefault("MultiLabelMarginLoss/reduction", new MultiLabelMarginLoss().reduction());
    MultiLabelSoftMarginLoss.Options soft = MultiLabelSoftMarginLoss.Options.defaults();
    assertNull(soft.classWeights());
    assertDefault("MultiLabelSoftMarginLoss/weight", "None");
    assertDefault("MultiLabelSoftMarginLoss/reduction", soft.reduction());
  }

  private void assertOptimizersAsWell() {
    Adadelta.Options adadelta = Adadelta.Options.defaults();
    assertDefault("Adadelta/lr", adadelta.learningRate());
    assertDefault("Adadelta/rho", adadelta.rho());
    assertDefault("Adadelta/eps", adadelta.epsilon());
    assertDefault("Adadelta/weight_decay", adadelta.weightDecay());
    assertDefault("Adadelta/maximize", adadelta.maximize());
    Adamax.Options adamax = Adamax.Options.defaults();
    assertDefault("Adamax/lr", adamax.learningRate());
    assertDefault("Adamax/betas1", adamax.beta1());
    assertDefault("Adamax/betas2", adamax.beta2());
    assertDefault("Adamax/eps", adamax.epsilon());
    assertDefault("Adamax/weight_decay", adamax.weightDecay());
    assertDefault("Adamax/maximize", adamax.maximize());
    ASGD.Options asgd = ASGD.Options.defaults();
    assertDefault("ASGD/lr", asgd.learningRate());
    assertDefault("ASGD/lambd", asgd.decay());
    assertDefault("ASGD/alpha", asgd.power());
    assertDefault("ASGD/t0", asgd.averageStart());
    assertDefault("ASGD/weight_decay", asgd.weightDecay());
    assertDefault("ASGD/maximize", asgd.maximize());
    Rprop.Options rprop = Rprop.Options.defaults();
    assertDefault("Rprop/lr", rprop.learningRate());
    assertDefault("Rprop/etas1", rprop.shrink());
    assertDefault("Rprop/etas2", rprop.grow());
    assertDefault("Rprop/step_sizes1", rprop.minStep());
    assertDefault("Rprop/step_sizes2", rprop.maxStep());
    assertDefault("Rprop/maximize", rprop.maximize());
    Muon.Options muon = Muon.Options.defaults();
    assertDefault("Muon/lr", muon.learningRate());
    assertDefault("Muon/weight_decay", muon.weightDecay());
    assertDefault("Muon/momentum", muon.momentum());
    assertDefault("Muon/nesterov", muon.nesterov());
    assertDefault("Muon/eps", muon.epsilon());
    assertDefault("Muon/ns_steps", muon.rounds());
  }

  private void assertOtherLayers() {
    assertDefault("CELU/alpha", CELU.DEFAULT_ALPHA);
    assertDefault("Hardtanh/min_val", Hardtanh.DEFAULT_MIN);
    assertDefault("Hardtanh/max_val", Hardtanh.DEFAULT_MAX);
    assertDefault("Softshrink/lambd", Softshrink.DEFAULT_LAMBDA);
    assertDefault("Hardshrink/lambd", Hardshrink.DEFAULT_LAMBDA);
    assertDefault("RReLU/lower", RReLU.DEFAULT_LOWER);
    assertDefault("RReLU/upper", RReLU.DEFAULT_UPPER);
    assertDefault("GLU/dim", GLU.DEFAULT_AXIS);
    assertDefault("AlphaDropout/p", DropoutLayer.DEFAULT_PROBABILITY);
    assertDefault("FeatureAlphaDropout/p", DropoutLayer.DEFAULT_PROBABILITY);
    LocalResponseNorm.Options response = LocalResponseNorm.Options.defaults();
    assertDefault("LocalResponseNorm/alpha", response.alpha());
    assertDefault("LocalResponseNorm/beta", response.beta());
    assertDefault("LocalResponseNorm/k", response.k());
    assertDefault("CosineSimilarity/dim", CosineSimilarity.DEFAULT_AXIS);
    assertDefault("CosineSimilarity/eps", CosineSimilarity.DEFAULT_EPSILON);
    assertDefault("PairwiseDistance/p", PairwiseDistance.DEFAULT_P);
    assertDefault("PairwiseDistance/eps", PairwiseDistance.DEFAULT_EPSILON);
    assertDefault("PairwiseDistance/keepdim", PairwiseDistance.DEFAULT_KEEP_DIM);
    for (String name : List.of("Unfold", "Fold")) {
      assertDefault(name + "/dilation", WindowOptions.of(2).dilation().get(0));
      assertDefault(name + "/padding", WindowOptions.of(2).padding().get(0));
      assertDefault(name + "/stride", WindowOptions.of(2).stride().get(0));
    }
    assertDefault("EmbeddingBag/mode", EmbeddingBag.Mode.MEAN);
    assertEquals("EmbeddingBag(2, 3, MEAN)", new EmbeddingBag(2, 3).toString());
    assertEquals(OptionalInt.empty(), EmbeddingOptions.defaults().paddingIdx());
    assertDefault("EmbeddingBag/padding_idx", "None");
    assertDefault("Bilinear/bias", LinearOptions.defaults().bias());
    assertDefault("Transformer/d_model", Transformer.DEFAULT_EMBED_DIM);
    assertDefault("Transformer/nhead", Transformer.DEFAULT_HEADS);
    assertDefault("Transformer/num_encoder_layers", Transformer.DEFAULT_LAYERS);
    assertDefault("Transformer/num_decoder_layers", Transformer.DEFAULT_LAYERS);
  }

  private void assertFlatten() {
    assertDefault("Flatten/start_dim", 1);
    assertDefault("Flatten/end_dim", -1);
    assertEquals("Flatten(1, -1)", new Flatten().toString());
    assertEquals(Shape.of(2, 12), new Flatten().forward(Tensor.zeros(2, 3, 4)).shape());
  }

  private void assertReductions() {
    assertDefault("MSELoss/reduction", Reduction.MEAN);
    assertDefault("L1Loss/reduction", Reduction.MEAN);
    Tensor prediction = Tensor.of(new float[] {1, 3});
    assertEquals(5, new MSELoss().forward(prediction, Tensor.zeros(2)).item());
    assertEquals(2, new L1Loss().forward(prediction, Tensor.zeros(2)).item());
  }

  private void assertGelu() {
    assertDefault("GELU/approximate", "none");
    // The tanh approximation gives 2.99636 here.
    assertEquals(2.99595, new GELU().forward(Tensor.of(3)).item(), 1e-5);
  }

  private void assertInit() {
    assertDefault("kaiming/a", 0);
    assertDefault("kaiming/mode", "fan_in");
    assertDefault("xavier/gain", 1);
    assertEquals(Math.sqrt(2), Init.leakyReluGain(0), 1e-15);
  }
}
