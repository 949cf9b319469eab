package dev.jacobian.trainers;

import dev.jacobian.data.DataLoader;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.nn.Module;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.LearningRateSchedule;
import dev.jacobian.trainers.callback.StatefulCallback;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything that a run depends on and changes, as a {@link Checkpoint}: model, optimizer,
 * generators, what callbacks remember, the position, the scores so far. A run that goes on from one
 * gives the same bits as a run that never stopped.
 */
final class TrainingState {
  private static final String MODEL = "model.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String GENERATOR = "generator.";
  private static final String AVERAGE = "average.";
  private static final String AVERAGING = "averaging";
  private static final String CALLBACK = "callback.";
  private static final String COUNTS = "loop.counts";
  private static final String LOSS_SUM = "loop.loss_sum";
  private static final String HISTORY = "history";
  private static final String VALIDATION = "validation";
  private static final String ORDER = "order";
  private static final String SETTINGS = "settings.";

  private final Module model;
  private final Optimizer optimizer;
  private final AveragedWeights averages;
  private final String order;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Generator> generators = new LinkedHashMap<>();
  private final Map<String, StatefulCallback> callbacks = new LinkedHashMap<>();

  /**
   * What a run goes on from.
   *
   * @param position where
   * @param history the scores of the epochs that are over
   * @param validation the scores of the last validation in the epoch that is under way, if any
   */
  record Saved(LoopPosition position, List<EpochScores> history, Map<String, Double> validation) {}

  TrainingState(
      Module model,
      Optimizer optimizer,
      int shards,
      List<Callback> all,
      AveragedWeights averages,
      DataLoader train) {
    this.model = model;
    this.optimizer = optimizer;
    this.averages = averages;
    this.order = orderOf(train);
    settings.put("optimizer", describe(optimizer));
    settings.put("shards", Integer.toString(shards));
    settings.put(AVERAGING, averages.toString());
    generators.put("thread", Generator.threadDefault());
    model
        .namedGenerators()
        .forEach((name, generator) -> generators.put("model." + name, generator));
    for (Callback callback : all) {
      if (callback instanceof StatefulCallback stateful) {
        String name = stateful.stateName();
        for (int number = 2; callbacks.containsKey(name); number++) {
          name = stateful.stateName() + number;
        }
        callbacks.put(name, stateful);
      }
    }
  }

  /** Returns the states that the generators are in. */
  IdentityHashMap<Generator, RandomState> generatorStates() {
    IdentityHashMap<Generator, RandomState> states = new IdentityHashMap<>();
    generators.values().forEach(generator -> states.put(generator, generator.state()));
    return states;
  }

  /** Returns what decides which rows a position stands for. */
  private static String orderOf(DataLoader train) {
    DataLoader.Options options = train.options();
    return train.dataset().size()
        + " rows, batches of "
        + options.batchSize()
        + train
            .sampler()
            .map(sampler -> ", " + sampler.description() + " by seed " + options.seed())
            .orElse(options.shuffle() ? shuffleOf(options) : ", in order")
        + (options.dropLast() ? ", the last one dropped" : "");
  }

  private static String shuffleOf(DataLoader.Options options) {
    String window = options.shuffleWindow() == 0 ? "" : " in windows of " + options.shuffleWindow();
    String buckets =
        options.bucketBatches() == 0
            ? ""
            : " in buckets of " + options.bucketBatches() + " batches";
    return ", shuffled" + window + buckets + " by seed " + options.seed();
  }

  /**
   * Returns an optimizer's kind and options; its learning rates are part of its state. Options that
   * came later are left out at their defaults, so that states from before them are the same.
   */
  private static String describe(Optimizer optimizer) {
    return optimizer.groups().stream()
        .map(group -> group.options().withLearningRate(0).toString())
        .map(options -> options.replace("Options[", "[").replace("learningRate=0.0, ", ""))
        .map(options -> options.replace(", amsgrad=false", "").replace(", maximize=false", ""))
        .map(options -> withoutUsualDecay(optimizer, options))
        .collect(Collectors.joining(", ", optimizer.getClass().getSimpleName(), ""));
  }

  /** Adam came without the choice, and AdamW has none. */
  private static String withoutUsualDecay(Optimizer optimizer, String options) {
    String choice = ", decoupledWeightDecay=";
    return optimizer instanceof AdamW
        ? options.replace(choice + true, "").replace(choice + false, "")
        : optimizer instanceof Adam ? options.replace(choice + false, "") : options;
  }

  /** Returns the state; its tensors may be those of model and optimizer themselves. */
  Checkpoint save(Saved run) {
    LoopPosition position = run.position();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.stateDict().forEach((name, tensor) -> tensors.put(MODEL + name, tensor));
    optimizer.stateDict().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    averages.stateDict().forEach((name, tensor) -> tensors.put(AVERAGE + name, tensor));
    generators.forEach((name, generator) -> tensors.put(GENERATOR + name, tensor(generator)));
    callbacks.forEach(
        (name, callback) ->
            callback
                .stateDict()
                .forEach((key, tensor) -> tensors.put(CALLBACK + name + "." + key, tensor)));
    long[] counts = {position.epoch(), position.batch(), position.step(), position.rows()};
    tensors.put(COUNTS, Tensor.of(counts));
    tensors.put(LOSS_SUM, Tensor.of(position.loss().numbers()));
    EpochScores validation = new EpochScores(position.epoch(), run.validation());
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(HISTORY, History.text(run.history()));
    texts.put(VALIDATION, History.text(List.of(validation)));
    texts.put(ORDER, order);
    settings.forEach((name, text) -> texts.put(SETTINGS + name, text));
    return new Checkpoint(tensors, texts);
  }

  private static Tensor tensor(Generator generator) {
    RandomState state = generator.state();
    return Tensor.of(new long[] {state.seed(), state.stream(), state.position()});
  }

  /**
   * Goes on from a state.
   *
   * @throws StateException if it is of another model; or, unless the run may be changed, of another
   *     optimizer, number of shards or set of callbacks; or of another order of rows, which may be
   *     changed between epochs only
   */
  Saved load(Resumption resumption) {
    Checkpoint saved = resumption.state();
    boolean isChanged = resumption.isChanged();
    Map<String, Tensor> tensors = saved.tensors();
    requireParts(tensors, isChanged);
    long[] counts = longs(tensors, COUNTS);
    double[] loss = found(tensors, LOSS_SUM).toDoubleArray();
    // States from before losses had weights have the sum alone, over the rows.
    MeanLoss meanLoss =
        loss.length == 1 ? MeanLoss.of(loss[0], (double) counts[3]) : MeanLoss.of(loss);
    LoopPosition position =
        new LoopPosition((int) counts[0], counts[1], counts[2], counts[3], meanLoss);
    if (!isChanged || position.isInside()) {
      requireOrder(saved);
    }
    if (!isChanged) {
      requireSettings(saved);
    }
    model.loadStateDict(part(tensors, MODEL));
    loadOptimizer(part(tensors, OPTIMIZER), resumption);
    load(() -> averages.loadStateDict(part(tensors, AVERAGE)), resumption);
    generators.forEach(
        (name, generator) -> {
          if (tensors.containsKey(GENERATOR + name)) {
            long[] state = longs(tensors, GENERATOR + name);
            generator.setState(new RandomState(state[0], state[1], state[2]));
          }
        });
    callbacks.forEach(
        (name, callback) ->
            loadCallback(callback, part(tensors, CALLBACK + name + "."), resumption));
    return new Saved(
        position,
        History.parse(saved.texts().getOrDefault(HISTORY, "")),
        History.parse(saved.texts().getOrDefault(VALIDATION, "")).stream()
            .findFirst()
            .map(EpochScores::scores)
            .orElse(Map.of()));
  }

  private void requireParts(Map<String, Tensor> tensors, boolean isChanged) {
    List<String> missing = new ArrayList<>();
    require(tensors, COUNTS, missing);
    require(tensors, LOSS_SUM, missing);
    if (!isChanged) {
      generators.keySet().forEach(name -> require(tensors, GENERATOR + name, missing));
      for (String name : callbacks.keySet()) {
        if (part(tensors, CALLBACK + name + ".").isEmpty()) {
          missing.add(CALLBACK + name);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new StateException(
          "the training state has no " + String.join(", ", missing),
          "a state that was saved by a trainer with the same model and callbacks",
          "resume with the model, optimizer and callbacks that the run was saved with");
    }
  }

  private void requireOrder(Checkpoint saved) {
    String savedOrder = saved.texts().get(ORDER);
    if (!order.equals(savedOrder)) {
      throw new StateException(
          "the training state is of " + savedOrder + ", the loader gives " + order,
          "the same rows in the same order, since the position in them is part of the state",
          "resume with the data set, batch size and seed that the run was saved with");
    }
  }

  private void requireSettings(Checkpoint saved) {
    List<String> changes = new ArrayList<>();
    settings.forEach(
        (name, now) -> {
          String before = saved.texts().getOrDefault(SETTINGS + name, unsaid(name));
          if (!before.equals(now)) {
            changes.add(name + ": saved " + before + ", now " + now);
          }
        });
    if (!changes.isEmpty()) {
      throw new StateException(
          "the training state is of a run with other settings: " + String.join("; ", changes),
          "the settings that it was saved with",
          "resume with these, or go on all the same with Trainer.resumeChanged");
    }
  }

  /** Returns what a state from before a setting was saved is of. */
  private static String unsaid(String setting) {
    return setting.equals(AVERAGING) ? "none" : "unknown";
  }

  /** Loads a callback's state; if the run may be changed, one that does not fit begins anew. */
  private static void loadCallback(
      StatefulCallback callback, Map<String, Tensor> state, Resumption resumption) {
    if (state.isEmpty()) {
      return;
    }
    if (resumption.hasOwnLearningRate() && callback instanceof LearningRateSchedule schedule) {
      schedule.moveTo(state);
      return;
    }
    load(() -> callback.loadStateDict(state), resumption);
  }

  private static void load(Runnable loading, Resumption resumption) {
    try {
      loading.run();
    } catch (StateException e) {
      if (!resumption.isChanged()) {
        throw e;
      }
    }
  }

  /** Loads an optimizer's state; if the run may be changed, one that does not fit begins anew. */
  private void loadOptimizer(Map<String, Tensor> state, Resumption resumption) {
    double[] own = optimizer.groups().stream().mapToDouble(g -> g.learningRate()).toArray();
    load(() -> optimizer.loadStateDict(state), resumption);
    if (resumption.hasOwnLearningRate()) {
      for (int i = 0; i < own.length; i++) {
        optimizer.groups().get(i).setLearningRate(own[i]);
      }
    }
  }

  private static void require(Map<String, Tensor> tensors, String name, List<String> missing) {
    if (!tensors.containsKey(name)) {
      missing.add(name);
    }
  }

  private static Map<String, Tensor> part(Map<String, Tensor> tensors, String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    return part;
  }

  private static long[] longs(Map<String, Tensor> tensors, String name) {
    try (MemoryScope scope = MemoryScope.open()) {
      return found(tensors, name).toLongArray();
    }
  }

  private static Tensor found(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name + " was not required");
    }
    return tensor;
  }
}
