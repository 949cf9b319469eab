package dev.jacobian.trainers.config;

import dev.jacobian.optim.ASGD;
import dev.jacobian.optim.Adadelta;
import dev.jacobian.optim.Adafactor;
import dev.jacobian.optim.Adagrad;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Adamax;
import dev.jacobian.optim.Lion;
import dev.jacobian.optim.Muon;
import dev.jacobian.optim.NAdam;
import dev.jacobian.optim.OptimizerOptions;
import dev.jacobian.optim.RAdam;
import dev.jacobian.optim.RMSprop;
import dev.jacobian.optim.Rprop;
import dev.jacobian.optim.SGD;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.Variants;
import dev.jacobian.trainers.config.kind.OptimizerKind;
import java.util.Map;

/**
 * The optimizer. Its keys are those of its own options; only a rate of 0, with which code keeps a
 * group of parameters as it is, is none for a configuration, which has one group.
 *
 * @param kind which optimizer
 * @param options its options
 */
public record OptimizerConfig(OptimizerKind kind, OptimizerOptions<?> options) {
  static final SectionType<OptimizerConfig> SECTION =
      new Variants<>(
              OptimizerKind.class,
              "which optimizer",
              kind -> (Record) of(kind).options,
              Map.of("learningRate", ValueType.positive()),
              (kind, key) -> ValueType.spelling(kind) + " has no such option")
          .section(
              false, (kind, options) -> new OptimizerConfig(kind, (OptimizerOptions<?>) options));

  /** Returns an optimizer that nothing more is said about. */
  static OptimizerConfig of(OptimizerKind kind) {
    return new OptimizerConfig(
        kind,
        switch (kind) {
          case SGD -> SGD.Options.of(1);
          case ADAM -> Adam.Options.defaults();
          case ADAMW -> AdamW.options();
          case NADAM -> NAdam.Options.defaults();
          case RADAM -> RAdam.Options.defaults();
          case RMSPROP -> RMSprop.Options.defaults();
          case ADAGRAD -> Adagrad.Options.defaults();
          case LION -> Lion.Options.defaults();
          case ADAFACTOR -> Adafactor.Options.defaults();
          case ADADELTA -> Adadelta.Options.defaults();
          case ADAMAX -> Adamax.Options.defaults();
          case ASGD -> ASGD.Options.defaults();
          case RPROP -> Rprop.Options.defaults();
          case MUON -> Muon.Options.defaults().withOthers(Muon.Others.ADAMW);
        });
  }
}
