package dev.jacobian.trainers.config;

import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.SectionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Configurations with one mistake each, and the whole line that says so. */
public final class ConfigMistakes {
  /** A configuration without one. */
  public static final String VALID =
      """
      data:
        csv: rows.csv
        target: y
        validation: 0.2
      model:
        type: mlp
        hidden: [8, 4]
      loss: mse
      optimizer:
        type: sgd
        learningRate: 1e-3
      epochs: 10
      """;

  private ConfigMistakes() {}

  /**
   * A mistake.
   *
   * @param text of the configuration
   * @param message after the file's name and a colon
   */
  public record Mistake(String text, String message) {
    /** Returns the message for a configuration that lies in a folder. */
    public String message(Path file) {
      return file + ":" + message.replace("FOLDER", file.getParent().toString());
    }

    @Override
    public String toString() {
      return message;
    }
  }

  /** Writes the files that the configurations name. */
  public static void writeFiles(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("pictures"));
    Files.writeString(folder.resolve("rows.csv"), "x,y\n1,2\n");
    Files.writeString(folder.resolve("names.csv"), "x,z,kind\n1,2,fig\n2,3,yew\n");
    Files.writeString(
        folder.resolve("lines.jsonl"),
        "{\"text\": \"a b\", \"kind\": 1}\n{\"text\": \"a\", \"kind\": 2}\n");
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("x", Tensor.zeros(2, 3));
    arrays.put("labels", Tensor.of(new long[] {0, 1}));
    NumpyFile.saveNpz(folder.resolve("digits.npz"), arrays);
    IdxFile.save(folder.resolve("images.idx"), Tensor.zeros(2, 3));
    IdxFile.save(folder.resolve("labels.idx"), Tensor.zeros(2));
  }

  /** Returns all mistakes. */
  public static List<Mistake> all() {
    return List.of(
        // Keys.
        replaced(
            "epochs: 10",
            "epoch: 10",
            "12:1: epoch: unknown key; expected one of TOP; fix: did you mean epochs?"),
        replaced("epochs: 10", "epochs: 10\nzzz: 1", "13:1: zzz: unknown key; expected one of TOP"),
        replaced(
            "epochs: 10",
            "epochs: 10\nhidden: [3]",
            "13:1: hidden: unknown key; expected one of TOP; fix: did you mean model.hidden?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nEpochs: 10",
            "13:1: Epochs: unknown key; expected one of TOP; fix: did you mean epochs?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nepochs: 11",
            "13:1: epochs: the key stands here a second time; expected each key once; the first is on line 12"),
        replaced(
            "epochs: 10\n",
            "",
            "1:1: the key 'epochs' is missing; expected epochs: a whole number of at least 1"),
        replaced(
            "learningRate: 1e-3",
            "learning_rate: 1e-3",
            "11:3: optimizer.learning_rate: unknown key; expected one of OPTIMIZER; fix: did you mean learningRate?"),
        replaced(
            "  learningRate: 1e-3\n",
            "",
            "10:3: optimizer: the key 'learningRate' is missing; expected learningRate: a number above 0"),
        replaced(
            "target: y",
            "target: y\n  standardise: all",
            "4:3: data.standardise: unknown key; expected one of DATA; fix: did you mean standardize?"),
        replaced(
            "loss: mse",
            "loss:\n  <<: {type: mse}",
            "9:3: loss.<<: unknown key; expected one of LOSS"),
        // Columns of a table.
        columns(
            "{q: category}",
            "4:16: data.columns.q: FOLDER/rows.csv has no column 'q'; expected one of 'x', 'y'"),
        columns(
            "{y: date}",
            "4:16: data.columns.y: the column 'y' is a target; expected types of features"),
        columns(
            "{x: text}",
            "4:16: data.columns.x: the value is 'text'; expected one of number, category,"
                + " boolean, date"),
        columns(
            "{x: bolean}",
            "4:16: data.columns.x: the value is 'bolean'; expected one of number, category,"
                + " boolean, date; fix: did you mean boolean?"),
        columns(
            "[x]",
            "4:12: data.columns: the value is a list of 1 value; expected a mapping of column names to"
                + " number, category, boolean or date, or to a mapping of type, encoding, unseen,"
                + " dimension and parts"),
        columns(
            "{x: {encoding: one_hot}}",
            "4:16: data.columns.x: the key 'type' is missing; expected type: one of number, category,"
                + " boolean, date"),
        columns(
            "{x: {type: category, embedding: 3}}",
            "4:33: data.columns.x.embedding: unknown key; expected one of type, encoding, unseen,"
                + " dimension, parts"),
        columns(
            "{x: {type: date, unseen: error}}",
            "4:29: data.columns.x.unseen: the column is of type date, not of categories; expected this"
                + " key to be absent"),
        columns(
            "{x: {type: category, parts: year}}",
            "4:33: data.columns.x.parts: the column is of type category, no date; expected this key to"
                + " be absent"),
        columns(
            "{x: {type: category, dimension: 3}}",
            "4:16: data.columns.x: the dimension is that of an embedding, and the categories are encoded"
                + " one_hot; expected no dimension, or encoding: embedding"),
        replaced(
            "  target: y",
            "  target: y\n  unseen: ignore",
            "4:11: data.unseen: the value is 'ignore'; expected one of error, unknown"),
        new Mistake(
            VALID
                .replace("type: mlp\n  hidden: [8, 4]", "type: linear")
                .replace("target: y", "target: y\n  categoryEncoding: embedding"),
            "4:3: data.categoryEncoding: a linear model learns no vectors for categories; expected"
                + " one_hot, or model: mlp"),
        new Mistake(
            VALID.replace(
                "csv: rows.csv\n  target: y", "npz: digits.npz\n  columns: {x0: category}"),
            "3:3: data.columns: the key belongs to csv, the rows are arrays of numbers; expected this"
                + " key to be absent"),
        // Values of the wrong type.
        replaced(
            "epochs: 10",
            "epochs: ten",
            "12:9: epochs: the value is 'ten'; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 2.5",
            "12:9: epochs: the value is 2.5; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs:",
            "12:8: epochs: the value is nothing; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: [1, 2]",
            "12:9: epochs: the value is a list of 2 values; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: {first: 1}",
            "12:9: epochs: the value is a mapping with the key first; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 0x10",
            "12:9: epochs: the value is '0x10'; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: |\n  10\n  20",
            "12:9: epochs: the value is '10 20'; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nshuffle: maybe",
            "13:10: shuffle: the value is 'maybe'; expected true or false"),
        replaced(
            "epochs: 10",
            "epochs: 10\nshuffle: no",
            "13:10: shuffle: the value is 'no'; expected true or false; fix: did you mean false?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nseed: x",
            "13:7: seed: the value is 'x'; expected a whole number"),
        replaced(
            "epochs: 10",
            "epochs: 10\nearlyStopping: 5",
            "13:16: earlyStopping: the value is 5; expected a mapping with keys out of patience, minDelta"),
        replaced(
            "csv: rows.csv",
            "csv: [rows.csv]",
            "2:8: data.csv: the value is a list of 1 value; expected a file name"),
        replaced(
            "csv: rows.csv", "csv: ''", "2:8: data.csv: the value is ''; expected a file name"),
        replaced(
            "hidden: [8, 4]",
            "hidden: [8, x]",
            "7:15: model.hidden.1: the value is 'x'; expected a whole number from 1 to 1048576"),
        replaced(
            "hidden: [8, 4]",
            "hidden: []",
            "7:11: model.hidden: the value is an empty list; expected a list, each value a whole number from 1 to 1048576"),
        // Units and numbers.
        replaced(
            "learningRate: 1e-3",
            "learningRate: 1e-3s",
            "11:17: optimizer.learningRate: the value is '1e-3s'; expected a number above 0"),
        replaced(
            "learningRate: 1e-3",
            "learningRate: 0,001",
            "11:17: optimizer.learningRate: the value is '0,001'; expected a number above 0"),
        replaced(
            "validation: 0.2",
            "validation: 20%",
            "4:15: data.validation: the value is '20%'; expected a number of at least 0 and below 1"),
        replaced(
            "learningRate: 1e-3",
            "learningRate: .nan",
            "11:17: optimizer.learningRate: the value is .nan; expected a number above 0"),
        replaced(
            "learningRate: 1e-3",
            "learningRate: 1e400",
            "11:17: optimizer.learningRate: the value is 1e400, which is not finite; expected a number above 0"),
        replaced(
            "epochs: 10",
            "epochs: 99999999999999999999",
            "12:9: epochs: the value is 99999999999999999999; expected a whole number up to 2147483647"),
        replaced(
            "epochs: 10",
            "epochs: 10\nseed: 9223372036854775808",
            "13:7: seed: the value is 9223372036854775808; expected a whole number"),
        // Values out of range.
        replaced(
            "learningRate: 1e-3",
            "learningRate: -1",
            "11:17: optimizer.learningRate: the value is -1; expected a number above 0"),
        replaced(
            "epochs: 10",
            "epochs: 0",
            "12:9: epochs: the value is 0; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nworkers: 1000",
            "13:10: workers: the value is 1000; expected a whole number from 0 to 256"),
        replaced(
            "epochs: 10",
            "epochs: 10\nprefetch: 0",
            "13:11: prefetch: the value is 0; expected a whole number from 1 to 1024"),
        replaced(
            "epochs: 10",
            "epochs: 10\nshuffleWindow: 0",
            "13:16: shuffleWindow: the value is 0; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nshuffle: false\nshuffleWindow: 1000",
            "14:1: shuffleWindow: a window of rows that are mixed, but shuffle is false; expected one"
                + " of the two; fix: leave out shuffleWindow, or shuffle: false"),
        replaced(
            "epochs: 10",
            "epochs: 10\nshuffleWindow: 1000",
            "13:1: shuffleWindow: a window of rows, but data.validation takes rows out of the whole"
                + " file at random, so that neighbours lie anywhere in it; expected one of the two;"
                + " fix: hold out a file of its own with data.validationFile in place of"
                + " data.validation"),
        replaced(
            "epochs: 10",
            "epochs: '10 '",
            "12:9: epochs: the value is '10 '; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nsampler: balance",
            "13:10: sampler: the value is 'balance'; expected one of balanced; fix: did you mean balanced?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nsampler: balanced",
            "13:1: sampler: rows are drawn by their classes, and the targets are numbers; expected a"
                + " loss of classes, or this key to be absent"),
        text(
            "blockLength: 8",
            "model: gpt2\nsampler: balanced",
            "6:1: sampler: rows are drawn by their classes, and text has none; expected a loss of"
                + " classes, or this key to be absent"),
        replaced(
            "loss: mse",
            "loss: cross_entropy\nshuffle: false\nsampler: balanced",
            "10:1: sampler: the sampler draws rows from all of them, and shuffle: false asks for"
                + " another order; expected one of the two; fix: leave out sampler, or shuffle:"
                + " false"),
        replaced(
            "loss: mse",
            "loss: cross_entropy\nshuffleWindow: 9\nsampler: balanced",
            "10:1: sampler: the sampler draws rows from all of them, and shuffleWindow asks for"
                + " another order; expected one of the two; fix: leave out sampler, or"
                + " shuffleWindow"),
        labelled(
            "lowercase: true",
            "model: lstm\nbucketBatches: 9\nsampler: balanced",
            "7:1: sampler: the sampler draws rows from all of them, and bucketBatches asks for"
                + " another order; expected one of the two; fix: leave out sampler, or"
                + " bucketBatches"),
        replaced(
            "epochs: 10",
            "epochs: 10\nclipNorm: 0",
            "13:11: clipNorm: the value is 0; expected a number above 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\nearlyStopping: {patience: 0}",
            "13:27: earlyStopping.patience: the value is 0; expected a whole number of at least 1"),
        replaced(
            "validation: 0.2",
            "validation: 1",
            "4:15: data.validation: the value is 1; expected a number of at least 0 and below 1"),
        replaced(
            "hidden: [8, 4]",
            "hidden: [8, 4]\n  dropout: 1.5",
            "8:12: model.dropout: the value is 1.5; expected a number of at least 0 and below 1"),
        // Names out of a list.
        replaced(
            "type: mlp",
            "type: mpl",
            "6:9: model.type: the value is 'mpl'; expected one of linear, logistic, softmax, mlp, cnn, resnet18, gpt2, lstm, transformer; fix: did you mean mlp?"),
        replaced(
            "type: mlp",
            "type: attention",
            "6:9: model.type: the value is 'attention'; expected one of linear, logistic, softmax, mlp, cnn, resnet18, gpt2, lstm, transformer"),
        replaced(
            "loss: mse",
            "loss: cross-entropy",
            "8:7: loss: the value is 'cross-entropy'; expected one of mse, l1, huber, smooth_l1, poisson_nll, cross_entropy, bce_with_logits; fix: did you mean cross_entropy?"),
        replaced(
            "type: sgd",
            "type: Adam",
            "10:9: optimizer.type: the value is 'Adam'; expected one of sgd, adam, adamw, nadam, radam, rmsprop, adagrad, lion, adafactor, adadelta, adamax, asgd, rprop, muon; fix: did you mean adam?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nmetrics: [r2, rsme]",
            "13:15: metrics.1: the value is 'rsme'; expected one of mse, rmse, mae, mape, r2, accuracy, precision, precision_macro, precision_weighted, recall, recall_macro, recall_weighted, f1, f1_macro, f1_weighted, auc, average_precision, log_loss, top_K with a number such as top_3; fix: did you mean rmse?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nmonitor: validation_los",
            "13:1: monitor: there is no score 'validation_los' in this run; expected one of train_loss, train_rmse, train_r2, validation_loss, validation_rmse, validation_r2; fix: did you mean validation_loss?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nfloat32MatmulPrecision: tf32",
            "13:25: float32MatmulPrecision: the value is 'tf32'; expected one of highest, high"),
        replaced(
            "epochs: 10",
            "epochs: 10\ndevice: gpu",
            "13:9: device: the value is 'gpu'; expected cpu, cuda, cuda:N or auto"),
        replaced(
            "epochs: 10",
            "epochs: 10\nbackend: nd4",
            "13:10: backend: the value is 'nd4'; expected one of host, nd4j; fix: did you mean nd4j?"),
        replaced(
            "target: y",
            "target: y\n  missing: ignore",
            "4:12: data.missing: the value is 'ignore'; expected one of error, mean, drop_row"),
        // Files and columns.
        replaced(
            "csv: rows.csv",
            "csv: none.csv",
            "2:8: data.csv: there is no file FOLDER/none.csv; expected a CSV file, named relative to the folder of the configuration"),
        replaced(
            "csv: rows.csv",
            "csv: .",
            "2:8: data.csv: FOLDER is a folder; expected a CSV file, named relative to the folder of the configuration"),
        replaced(
            "target: y",
            "target: z",
            "3:3: data.target: FOLDER/rows.csv has no column 'z'; expected one of 'x', 'y'"),
        replaced(
            "target: y",
            "target: y\n  features: [x, weight]",
            "4:3: data.features: FOLDER/rows.csv has no column 'weight'; expected one of 'x', 'y'"),
        replaced(
            "target: y",
            "target: y\n  ignored: [id]",
            "4:3: data.ignored: FOLDER/rows.csv has no column 'id'; expected one of 'x', 'y'"),
        replaced(
            "target: y",
            "target: 3\n  header: false",
            "3:3: data.target: FOLDER/rows.csv has no column 'column 3'; expected one of 'column 1', 'column 2'"),
        replaced(
            "target: y",
            "target: y\n  delimiter: ;",
            "3:3: data.target: FOLDER/rows.csv has no column 'y'; expected one of 'x,y'; fix: look at data.delimiter, which is ';'"),
        replaced(
            "target: y",
            "target: y\n  delimiter: ab",
            "4:14: data.delimiter: the value is 'ab'; expected one ASCII character that is no part of a number, such as ; or \"\\t\", or whitespace"),
        replaced(
            "target: y",
            "target: y\n  delimiter: 1",
            "4:14: data.delimiter: the value is 1; expected one ASCII character that is no part of a number, such as ; or \"\\t\", or whitespace"),
        replaced(
            "target: y",
            "target: y\n  decimal: ;",
            "4:12: data.decimal: the value is ';'; expected \".\" or \",\""),
        replaced(
            "target: y",
            "target: y\n  thousands: 5",
            "4:14: data.thousands: the value is 5; expected one character that is no other part of a number, such as . , ' or a space"),
        replaced(
            "target: y",
            "target: y\n  thousands: .",
            "4:3: data.thousands: '.' as decimal sign and as thousands separator; expected two characters; fix: a point as thousands separator goes with decimal ','"),
        replaced(
            "target: y",
            "target: y\n  missingMarkers: {a: b}",
            "4:19: data.missingMarkers: the value is a mapping with the key a; expected a list of texts"),
        replaced(
            "target: y",
            "target: y\n  encoding: utf9",
            "4:13: data.encoding: the value is 'utf9'; expected the name of an encoding, such as UTF-8, UTF-16LE or windows-1252"),
        replaced(
            "  target: y\n",
            "",
            "2:3: data: the key 'target' is missing; expected target: a column name, or a list of them"),
        replaced(
            "target: y",
            "target: []",
            "3:11: data.target: the value is an empty list; expected a column name, or a list of them"),
        replaced(
            "target: y",
            "target: [y, y]",
            "3:3: data.target: the column 'y' stands here twice; expected each column once"),
        replaced(
            "target: y",
            "target: y\n  features: [x, y]",
            "4:3: data.features: the column 'y' is a target too; expected columns other than the target"),
        replaced(
            "target: y",
            "target: y\n  ignored: y",
            "4:3: data.ignored: the column 'y' is a target too; expected columns other than the target"),
        replaced(
            "target: y",
            "target: y\n  features: x\n  ignored: x",
            "5:3: data.ignored: the column 'x' is a feature too; expected columns other than the features"),
        replaced(
            "target: y",
            "target: y\n  ignored: x",
            "4:3: data.ignored: no column of FOLDER/rows.csv is left for the features; expected a column that is neither a target nor ignored"),
        // Other tables.
        replaced(
            "csv: rows.csv",
            "csv: rows.csv\n  parquet: rows.parquet",
            "3:3: data.parquet: the rows are those of csv; expected this key to be absent"),
        replaced(
            "csv: rows.csv",
            "arrow: rows.arrow\n  delimiter: ';'",
            "3:3: data.delimiter: the key says how a CSV file is written, the rows are of arrow; expected this key to be absent"),
        replaced(
            "csv: rows.csv",
            "parquet: rows.parquet",
            "2:12: data.parquet: there is no file FOLDER/rows.parquet; expected a Parquet file, named relative to the folder of the configuration"),
        replaced(
            "csv: rows.csv",
            "jdbc: {url: 'jdbc:h2:mem:'}",
            "2:9: data.jdbc: the key 'query' is missing; expected query: text"),
        replaced(
            "csv: rows.csv",
            "jdbc: {url: 'jdbc:h2:mem:x;PASSWORD=hunter2', query: select 1 order by 1}",
            "2:10: data.jdbc.url: the URL of the database holds a password; expected a URL without one, since it is written to logs and to the files of a run; fix: keep the password in an environment variable or a file"),
        replaced(
            "csv: rows.csv",
            "jdbc: {url: 'jdbc:h2:mem:', query: select 1 as y}",
            "2:31: data.jdbc.query: the query 'select 1 as y' does not say in which order its rows come; expected ORDER BY, so that a run with the same seed sees the same rows in the same order; fix: add ORDER BY with columns that no two rows have alike, such as the key"),
        replaced(
            "csv: rows.csv",
            "jdbc: {url: 'jdbc:h2:mem:', query: select 1 order by 1, password: hunter2}",
            "2:59: data.jdbc.password: unknown key; expected one of url, query, fetchSize, timeout, user, passwordVariable, passwordFile, cache"),
        // Arrays.
        replaced(
            "csv: rows.csv\n  target: y",
            "features: x",
            "2:3: data: nothing says where the rows come from; expected csv, parquet, arrow or npz: a file name, jdbc: a query, inputs and targets: a file name each, images: a folder, or text: a file"),
        replaced(
            "csv: rows.csv\n  target: y",
            "csv: rows.csv\n  target: y\n  npz: digits.npz",
            "4:3: data.npz: the key belongs to arrays, the rows are a table; expected this key to be absent"),
        replaced(
            "target: y",
            "targets: y",
            "3:3: data.targets: the key belongs to arrays, the rows are a table; expected this key to be absent; fix: did you mean target?"),
        replaced(
            "csv: rows.csv\n  target: y",
            "npz: digits.npz\n  target: y",
            "3:3: data.target: the key belongs to a table, the rows are arrays; expected this key to be absent; fix: did you mean targets?"),
        replaced(
            "csv: rows.csv\n  target: y",
            "npz: digits.npz\n  cache: true",
            "3:3: data.cache: the key belongs to a table, the rows are arrays; expected this key to be absent"),
        replaced(
            "csv: rows.csv\n  target: y",
            "npz: none.npz",
            "2:8: data.npz: there is no file FOLDER/none.npz; expected an npz file, named relative to the folder of the configuration"),
        replaced(
            "csv: rows.csv\n  target: y",
            "npz: digits.npz\n  inputs: images",
            "3:3: data.inputs: FOLDER/digits.npz has no array 'images'; expected inputs: one of 'x', 'labels'"),
        replaced(
            "csv: rows.csv\n  target: y",
            "npz: digits.npz",
            "2:3: data.npz: FOLDER/digits.npz has no array 'y'; expected targets: one of 'x', 'labels'"),
        replaced(
            "csv: rows.csv\n  target: y",
            "inputs: images.idx",
            "2:3: data: the key 'targets' is missing; expected targets: a file name"),
        replaced(
            "csv: rows.csv\n  target: y",
            "inputs: rows.csv\n  targets: labels.idx",
            "2:11: data.inputs: FOLDER/rows.csv is neither an .npy nor an IDX file; expected a file with one array; fix: write csv: FILE for a CSV file"),
        replaced(
            "csv: rows.csv\n  target: y",
            "inputs: digits.npz\n  targets: labels.idx",
            "2:11: data.inputs: FOLDER/digits.npz has several arrays; expected a file with one array; fix: write npz: FILE, and inputs and targets as names of its arrays"),
        replaced(
            "csv: rows.csv\n  target: y",
            "inputs: images.idx\n  targets: labels.idx\n  divideBy: 0",
            "4:13: data.divideBy: the value is 0; expected a number above 0"),
        // Series.
        replaced(
            "target: y",
            "target: y\n  window: 0",
            "4:11: data.window: the value is 0; expected a whole number from 1 to 65536"),
        replaced(
            "target: y",
            "target: y\n  horizon: 2",
            "4:3: data.horizon: nothing says that the rows are a series; data.window does; expected this key to be absent"),
        replaced(
            "target: y",
            "target: y\n  window: 2\n  missing: drop_row",
            "5:3: data.missing: drop_row would join steps of the series that do not follow each other; expected error or mean"),
        replaced(
            "target: y",
            "target: y\n  window: 2\n  ignored: x",
            "5:3: data.ignored: the rows are the steps of one series, of which target and features are read; expected this key to be absent"),
        replaced(
            "target: y",
            "target: y\n  window: 2\n  columns: {x: date}",
            "5:3: data.columns: the steps of a series are numbers; expected this key to be absent"),
        replaced(
            "target: y",
            "target: y\n  window: 2\n  split: random",
            "5:3: data.split: windows of a series overlap, so that those drawn would be known from their neighbours; expected end"),
        replaced(
            "target: y",
            "target: y\n  window: 2\n  target: z",
            "5:3: data.target: the key stands here a second time; expected each key once; the first is on line 3"),
        replaced(
            "target: y",
            "target: z\n  window: 2",
            "3:3: data.target: FOLDER/rows.csv has no column 'z'; expected one of 'x', 'y'"),
        replaced(
            "type: mlp\n  hidden: [8, 4]",
            "type: lstm",
            "1:1: data: an lstm model reads texts, or the steps of a series, and nothing says that the rows are such; expected field: the column of the texts, or window: how many steps it sees at once"),
        whole(
            "data: {csv: rows.csv, target: y, window: 2}\nmodel: {type: lstm, embeddingDim: 3}\n"
                + "optimizer: {type: sgd, learningRate: 1}\nepochs: 1\n",
            "2:1: model: embeddingDim is that of a text's tokens, and the data are rows of a table; expected an lstm without it"),
        whole(
            "data: {csv: rows.csv, target: y, window: 2}\nmodel: {type: mlp, hidden: 3}\nloss: cross_entropy\n"
                + "optimizer: {type: sgd, learningRate: 1}\nepochs: 1\n",
            "1:23: data.target: the loss cross_entropy for a series of numbers; expected mse, l1, huber, smooth_l1 or poisson_nll"),
        images(
            "split: end",
            "model: {type: cnn, channels: 4}",
            "3:3: data.split: end holds out the last rows, and images lie in no order; expected random or stratified"),
        // Images.
        images(
            "size: 8",
            "model: cnn",
            "5:8: model: the key 'channels' is missing, which cnn needs; expected channels: a list, each value a whole number from 1 to 65536"),
        images(
            "size: 8",
            "model: linear",
            "5:1: model: a linear model is given rows of a table, and the data are images; expected one of cnn, resnet18, or data.csv or another table"),
        replaced(
            "type: mlp\n  hidden: [8, 4]",
            "type: resnet18",
            "5:1: model: a resnet18 model is given images, and the data are rows of a table; expected one of linear, logistic, softmax, mlp, lstm, or data.images"),
        images(
            "target: y",
            "model: resnet18",
            "3:3: data.target: the key belongs to rows of a table, the data are images; expected this key to be absent"),
        replaced(
            "target: y",
            "target: y\n  augment: {crop: 1}",
            "4:3: data.augment: the key belongs to images, the data are rows of a table; expected this key to be absent"),
        images(
            "size: [8, 8, 8]",
            "model: resnet18",
            "3:9: data.size: the value is a list of 3 values; expected a whole number from 1 to 16384, or a list of two: [height, width]"),
        images(
            "size: large",
            "model: resnet18",
            "3:9: data.size: the value is 'large'; expected a whole number from 1 to 16384, or a list of two: [height, width]"),
        images(
            "size: 0",
            "model: resnet18",
            "3:9: data.size: the value is 0; expected a whole number from 1 to 16384, or a list of two: [height, width]"),
        images(
            "normalize: imagenets",
            "model: resnet18",
            "3:14: data.normalize: the value is 'imagenets'; expected training, imagenet, or a mapping of mean and std with as many numbers each, deviations above 0; fix: did you mean imagenet?"),
        images(
            "normalize: {mean: 0.5, std: 0}",
            "model: resnet18",
            "3:31: data.normalize.std: the value is 0; expected a number above 0"),
        images(
            "normalize: {mean: [1, 2], std: 1}",
            "model: resnet18",
            "3:14: data.normalize: the value is a mapping with the keys mean, std; expected training, imagenet, or a mapping of mean and std with as many numbers each, deviations above 0"),
        images(
            "augment: {flip: 0.5}",
            "model: resnet18",
            "3:13: data.augment.flip: unknown key; expected one of rotation, crop, horizontalFlip, verticalFlip, brightness, contrast, saturation, hue, cutout, mixup, cutmix"),
        images(
            "augment: {mixup: -1}",
            "model: resnet18",
            "3:20: data.augment.mixup: the value is -1; expected a number of at least 0"),
        images(
            "augment: {hue: 0.6}",
            "model: resnet18",
            "3:18: data.augment.hue: the value is 0.6; expected a number of at least 0 and at most 0.5"),
        images(
            "channels: gray",
            "model: resnet18",
            "3:13: data.channels: the value is 'gray'; expected one of found, grey, rgb; fix: did you mean grey?"),
        images(
            "validationFile: held",
            "model: resnet18",
            "3:19: data.validationFile: there is no file FOLDER/held; expected a folder with a folder of images for each class, a zip archive of one, or a file of images in MNIST's format, named relative to the folder of the configuration"),
        images(
            "split: group",
            "model: resnet18",
            "3:3: data.split: a split by groups, and nothing says which rows are one; expected group: the name of the column that does; fix: group: COLUMN beside it; arrays have no such column"),
        images(
            "size: 8",
            "model: {type: cnn, channels: [4], kernelSize: 4}",
            "5:35: model.kernelSize: kernelSize 4; expected an odd number, so that images keep their size"),
        images(
            "size: 8",
            "model: {type: cnn, channels: [4], weights: a.safetensors}",
            "5:35: model.weights: a cnn model has no weights; expected this key to be absent"),
        images(
            "size: 8",
            "model: resnet18\nmetrics: rmse",
            "6:1: metrics: rmse says nothing about classes outputs; expected metrics that fit the loss: accuracy, precision, precision_macro, precision_weighted, recall, recall_macro, recall_weighted, f1, f1_macro, f1_weighted, auc, average_precision, log_loss, top_K with a number such as top_3"),
        images(
            "size: 8",
            "model: {type: resnet18, weights: none.safetensors}",
            "5:34: model.weights: there is no file FOLDER/none.safetensors; expected a safetensors file, or a folder with model.safetensors, named relative to the folder of the configuration"),
        // Text.
        text(
            "blockLength: 0",
            "model: lstm",
            "3:16: data.blockLength: the value is 0; expected a whole number from 1 to 16777216"),
        text(
            "tokenizer: words",
            "model: lstm",
            "3:3: data.tokenizer: words are the tokens of texts with classes, and nothing names these; expected characters or bytes for a language model; fix: target: the field with the class of each line"),
        text(
            "maxLength: 3",
            "model: lstm",
            "3:3: data.maxLength: the key belongs to texts with classes, the data are text; expected this key to be absent"),
        text(
            "blockLength: 8",
            "model: {type: lstm, bidirectional: true}",
            "5:1: model: bidirectional says that texts with classes are read from their ends too, and the data are text, whose next step is told from those before; expected an lstm without it"),
        text(
            "blockLength: 8",
            "model: lstm\nbucketBatches: 3",
            "6:1: bucketBatches: the data are text, of one length; expected this key to be absent"),
        // Texts with classes.
        text(
            "target: kind",
            "model: lstm",
            "2:3: data.text: 'FOLDER/names.csv' is one text, and its classes would stand in lines of JSON; expected a file that ends in .jsonl or .ndjson, with lines such as {\"text\": \"once\", \"label\": \"tale\"}; fix: name a table in place of it: csv: FILE, with field: COLUMN for the texts"),
        labelled(
            "blockLength: 8",
            "model: lstm",
            "3:3: data.blockLength: blocks are those of a language model, and each of these texts has a class; expected this key to be absent"),
        labelled(
            "csv: rows.csv",
            "model: lstm",
            "2:3: data.text: text names a file, and a table is named beside it; expected one of the two; fix: for texts in a column of the table, set field: COLUMN in place of text"),
        labelled(
            "features: [a]",
            "model: lstm",
            "3:3: data.features: the key belongs to rows of a table, the data are texts with classes; expected this key to be absent"),
        labelled(
            "maxLength: 0",
            "model: lstm",
            "3:14: data.maxLength: the value is 0; expected a whole number from 1 to 1048576"),
        labelled(
            "minFrequency: 0",
            "model: lstm",
            "3:17: data.minFrequency: the value is 0; expected a whole number of at least 1"),
        labelled(
            "classes: [spam, spam]",
            "model: lstm",
            "3:3: data.classes: the classes are [spam, spam]; expected at least two, and none twice"),
        labelled(
            "tokenizer: sentences",
            "model: lstm",
            "3:14: data.tokenizer: the value is 'sentences'; expected one of characters, bytes, words"),
        labelled(
            "lowercase: true",
            "model: gpt2",
            "5:1: model: a gpt2 model is given text, and the data are texts with classes; expected one of lstm, transformer, or data.text"),
        labelled(
            "lowercase: true",
            "model: lstm\nloss: mse",
            "6:1: loss: mse does not fit an lstm model; expected one of cross_entropy"),
        labelled(
            "lowercase: true",
            "model: lstm\nshuffleWindow: 9",
            "6:1: shuffleWindow: texts with classes are in memory, and all of them are mixed; expected this key to be absent"),
        labelled(
            "lowercase: true",
            "model: lstm\nbucketBatches: 9\nshuffle: false",
            "6:1: bucketBatches: batches that are drawn and sorted by length, but shuffle is false; expected one of the two; fix: leave out bucketBatches, or shuffle: false"),
        labelled(
            "lowercase: true",
            "model: lstm\nbucketBatches: -1",
            "6:16: bucketBatches: the value is -1; expected a whole number from 0 to 1048576"),
        tableTexts(
            "field: y",
            "model: lstm",
            "4:3: data.field: the column 'y' is a target too; expected columns other than the target"),
        tableTexts(
            "field: z",
            "model: lstm",
            "4:3: data.field: FOLDER/rows.csv has no column 'z'; expected one of 'x', 'y'"),
        tableTexts(
            "field: x\n  features: [x]",
            "model: lstm",
            "5:3: data.features: the key belongs to rows of a table, the data are texts with classes; expected this key to be absent"),
        tableTexts(
            "field: x\n  missing: mean",
            "model: lstm",
            "5:3: data.missing: texts have no mean; expected error or drop_row"),
        tableTexts(
            "field: x\n  group: x",
            "model: lstm",
            "5:3: data.group: the column 'x' is a feature too; expected a column of its own, which a model would not know of new rows"),
        tableTexts(
            "field: x\n  blockLength: 4",
            "model: lstm",
            "5:3: data.blockLength: blocks are those of a language model, and each of these texts has a class; expected this key to be absent"),
        whole(
            "data: {csv: rows.csv, field: x}\nmodel: lstm\noptimizer: {type: sgd, learningRate: 1}\nepochs: 1\n",
            "1:7: data: the key 'target' is missing, which is the column of the texts' classes; expected target: text"),
        tableTexts(
            "field: x",
            "model: softmax",
            "5:1: model: a softmax model is given rows of a table, and the data are texts with classes; expected one of lstm, transformer, or data.csv or another table"),
        replaced(
            "type: mlp\n  hidden: [8, 4]",
            "type: transformer",
            "5:1: model: a transformer model is given texts with classes, and the data are rows of a table; expected one of linear, logistic, softmax, mlp, lstm, or data.text with data.target, or a table with data.field"),
        labelled(
            "lowercase: true",
            "model: {type: transformer, numHeads: 3}",
            "5:28: model.numHeads: numHeads 3 does not divide embeddingDim 128; expected a number that does"),
        labelled(
            "lowercase: true",
            "model: {type: transformer, embeddingDim: 5, numHeads: 1}",
            "5:28: model.embeddingDim: embeddingDim 5; expected an even number, of whose features half tell a place by sines and half by cosines"),
        labelled(
            "lowercase: true",
            "model: {type: transformer, numLayers: 0}",
            "5:39: model.numLayers: the value is 0; expected a whole number from 1 to 1024"),
        labelled(
            "lowercase: true",
            "model: {type: transformer, feedforwardDim: 0}",
            "5:44: model.feedforwardDim: the value is 0; expected a whole number from 1 to 16777216"),
        labelled(
            "lowercase: true",
            "model: {type: transformer, hiddenSize: 8}",
            "5:28: model.hiddenSize: a transformer model has no hidden size; expected this key to be absent"),
        labelled(
            "lowercase: true",
            "model: {type: lstm, numHeads: 2}",
            "5:21: model.numHeads: an lstm model has no num heads; expected this key to be absent"),
        text(
            "images: pictures",
            "model: lstm",
            "2:3: data.text: the key belongs to text, the data are images; expected this key to be absent"),
        text(
            "augment: {crop: 1}",
            "model: lstm",
            "3:3: data.augment: the key belongs to images, the data are text; expected this key to be absent"),
        text(
            "split: stratified",
            "model: lstm",
            "3:3: data.split: the part of a text that is held out is its end; expected this key to be absent"),
        text(
            "blockLength: 8",
            "model: cnn",
            "5:8: model: the key 'channels' is missing, which cnn needs; expected channels: a list, each value a whole number from 1 to 65536"),
        text(
            "blockLength: 8",
            "model: resnet18",
            "5:1: model: a resnet18 model is given images, and the data are text; expected one of gpt2, lstm, or data.images"),
        text(
            "blockLength: 8",
            "model: {type: lstm, hiddenSize: 0}",
            "5:33: model.hiddenSize: the value is 0; expected a whole number from 1 to 1048576"),
        text(
            "blockLength: 8",
            "model: {type: lstm, nEmbd: 8}",
            "5:21: model.nEmbd: an lstm model has no n embd; expected this key to be absent"),
        text(
            "blockLength: 8",
            "model: {type: gpt2, nEmbd: 10, nHead: 3}",
            "5:32: model.nHead: nHead 3 does not divide nEmbd 10; expected a number that does"),
        text(
            "blockLength: 8",
            "model: {type: gpt2, weights: pictures, nLayer: 3}",
            "5:21: model.weights: weights that say the form of the model, and a form beside them; expected one of the two; fix: leave out the other keys of model"),
        text(
            "blockLength: 8",
            "model: gpt2\nloss: mse",
            "6:1: loss: mse does not fit a gpt2 model; expected one of cross_entropy"),
        // Parts that do not fit together.
        replaced(
            "csv: rows.csv\n  target: y",
            "csv: names.csv\n  target: kind",
            "3:3: data.target: the column 'kind' holds text, such as 'fig'; expected numbers for the loss mse; fix: for classes take loss: cross_entropy (model softmax or mlp) or bce_with_logits (two classes)"),
        replaced(
            "  type: mlp\n  hidden: [8, 4]\nloss: mse",
            "  type: linear\nloss: cross_entropy",
            "7:1: loss: cross_entropy does not fit a linear model; expected one of mse, l1, huber, smooth_l1, poisson_nll"),
        replaced(
            "validation: 0.2\nmodel:\n  type: mlp\n  hidden: [8, 4]\nloss: mse",
            "standardize: all\nmodel: linear\nloss: poisson_nll",
            "4:3: data.standardize: all would scale the counts; expected features or none with the loss poisson_nll"),
        replaced(
            "validation: 0.2\nmodel:\n  type: mlp\n  hidden: [8, 4]\nloss: mse",
            "standardize: all\nmodel: softmax",
            "4:3: data.standardize: all would scale the classes; expected features or none with the loss cross_entropy"),
        replaced(
            "target: y\n  validation: 0.2\nmodel:\n  type: mlp\n  hidden: [8, 4]\nloss: mse",
            "target: [y, x]\nmodel: softmax",
            "3:3: data.target: no column of FOLDER/rows.csv is left for the features; expected a column that is neither a target nor ignored"),
        replaced(
            "csv: rows.csv\n  target: y\n  validation: 0.2\nmodel:\n  type: mlp\n  hidden: [8, 4]\nloss: mse",
            "csv: names.csv\n  target: [kind, x]\nmodel: softmax",
            "3:3: data.target: 2 target columns for cross_entropy; expected one column with the class"),
        replaced(
            "epochs: 10",
            "epochs: 10\nmetrics: accuracy",
            "13:1: metrics: accuracy says nothing about regression outputs; expected metrics that fit the loss: mse, rmse, mae, mape, r2"),
        replaced(
            "loss: mse",
            "loss: bce_with_logits\nmetrics: [f1, top_2]",
            "9:1: metrics: top_2 says nothing about binary outputs; expected metrics that fit the loss: accuracy, precision, precision_macro, precision_weighted, recall, recall_macro, recall_weighted, f1, f1_macro, f1_weighted, auc, average_precision, log_loss"),
        replaced(
            "loss: mse",
            "loss: cross_entropy\nmetrics: [top_3, f1, top_3]",
            "9:1: metrics: the metric top_3 stands here twice; expected each metric once"),
        replaced(
            "loss: mse",
            "loss: cross_entropy\nmetrics: top_0",
            "9:10: metrics: the value is 'top_0'; expected one of mse, rmse, mae, mape, r2, accuracy, precision, precision_macro, precision_weighted, recall, recall_macro, recall_weighted, f1, f1_macro, f1_weighted, auc, average_precision, log_loss, top_K with a number such as top_3; fix: did you mean top_5?"),
        replaced(
            "  hidden: [8, 4]\n",
            "",
            "6:3: model: the key 'hidden' is missing, which mlp needs; expected hidden: a list, each value a whole number from 1 to 1048576"),
        replaced(
            "type: mlp",
            "type: linear",
            "7:3: model.hidden: a linear model has no hidden layers; expected this key to be absent"),
        replaced(
            "loss: mse\n",
            "",
            "1:1: the key 'loss' is missing, and an mlp has no loss of its own; expected loss: one of mse, l1, huber, smooth_l1, poisson_nll, cross_entropy, bce_with_logits"),
        replaced(
            "loss: mse",
            "loss: {type: mse, delta: 2}",
            "8:19: loss.delta: mse has no delta; expected this key to be absent"),
        replaced(
            "type: sgd",
            "type: adam\n  momentum: 0.9",
            "11:3: optimizer.momentum: adam has no such option; expected this key to be absent"),
        replaced(
            "type: sgd",
            "type: sgd\n  nesterov: true",
            "11:3: optimizer.nesterov: nesterov with momentum 0.0 and dampening 0.0; expected a momentum above 0 and dampening 0"),
        // Strategies.
        replaced(
            "epochs: 10",
            "epochs: 10\nstrategy: threads",
            "13:1: strategy: threads for a step of 1 shard; expected a shard for each worker, and at least 2; fix: set shards: 2"),
        replaced(
            "epochs: 10",
            "epochs: 10\nshards: 3\nstrategy: {type: threads, workers: 4}",
            "14:27: strategy.workers: 4 workers for a step of 3 shards; expected a shard for each worker, and at least 2; fix: set shards: 4"),
        replaced(
            "epochs: 10",
            "epochs: 10\nstrategy: {type: single, workers: 4}",
            "13:26: strategy.workers: single has no such option; expected this key to be absent"),
        replaced(
            "epochs: 10",
            "epochs: 10\nstrategy: thread",
            "13:11: strategy: the value is 'thread'; expected one of single, threads; fix: did you mean threads?"),
        // Schedules.
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: cosin",
            "13:11: schedule: the value is 'cosin'; expected one of step, multi_step, exponential, cosine, polynomial, cosine_restarts, cyclic, one_cycle, plateau; fix: did you mean cosine?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: [cosine]",
            "13:11: schedule: the value is a list of 1 value; expected a type by itself, or a mapping with keys out of SCHEDULE"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: cosine, warmUp: 3}",
            "13:26: schedule.warmUp: unknown key; expected one of SCHEDULE; fix: did you mean warmup?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: step",
            "13:11: schedule: the key 'every' is missing, which step needs; expected every: a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: one_cycle}",
            "13:11: schedule: the key 'maxLearningRate' is missing, which one_cycle needs; expected maxLearningRate: a number above 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: cosine, every: 3}",
            "13:26: schedule.every: cosine has no every; expected this key to be absent"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: step, every: 0}",
            "13:31: schedule.every: the value is 0; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: multi_step, milestones: [3, 0]}",
            "13:46: schedule.milestones.1: the value is 0; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: exponential, gamma: 1.1}",
            "13:38: schedule.gamma: the value is 1.1; expected a number above 0 and below 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: cosine, unit: batch}",
            "13:32: schedule.unit: the value is 'batch'; expected one of epoch, step"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: cyclic, period: 4, maxLearningRate: 0.1, minLearningRate: 0.2}",
            "13:11: schedule: cyclic: from 0.2 up to 0.1; expected a maxLearningRate that is not below minLearningRate"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: cyclic, period: 4, maxLearningRate: 1, halving: true, gamma: 0.5}",
            "13:57: schedule.halving: cyclic: halving and gamma 0.5; expected one way for later cycles to be lower"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: one_cycle, maxLearningRate: 1}",
            "13:1: schedule: the momentum is cycled, and sgd has none here; expected an optimizer with a momentum above 0, or with beta1; fix: set optimizer.momentum to 0.9, or schedule.cycleMomentum to false"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: cyclic, period: 4, maxLearningRate: 1, gamma: 0.5}",
            "13:1: schedule: the momentum is cycled, and sgd has none here; expected an optimizer with a momentum above 0, or with beta1; fix: set optimizer.momentum to 0.9, or schedule.cycleMomentum to false"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: plateau, unit: step}",
            "13:27: schedule.unit: the unit is step, and plateau looks at epochs; expected epoch"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: plateau, warmup: 2}",
            "13:27: schedule.warmup: plateau has no warmup; expected this key to be absent"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: plateau, patience: -1}",
            "13:37: schedule.patience: the value is -1; expected a whole number of at least 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\nschedule: {type: cosine, minLearningRate: -0.1}",
            "13:43: schedule.minLearningRate: the value is -0.1; expected a number of at least 0"),
        // Clipping, time and checkpoints.
        replaced(
            "epochs: 10",
            "epochs: 10\nclipValue: -1",
            "13:12: clipValue: the value is -1; expected a number above 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\nclipValue: none",
            "13:12: clipValue: the value is 'none'; expected a number above 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\ntimeLimit: 90",
            "13:12: timeLimit: the value is 90; expected a time above 0 with a unit out of ms, s, m, h, d, such as 30s or 2h"),
        replaced(
            "epochs: 10",
            "epochs: 10\ntimeLimit: 2 hours",
            "13:12: timeLimit: the value is '2 hours'; expected a time above 0 with a unit out of ms, s, m, h, d, such as 30s or 2h; fix: did you mean 2h?"),
        replaced(
            "epochs: 10",
            "epochs: 10\ntimeLimit: 0s",
            "13:12: timeLimit: the value is '0s'; expected a time above 0 with a unit out of ms, s, m, h, d, such as 30s or 2h"),
        replaced(
            "epochs: 10",
            "epochs: 10\ncheckpoints: 5",
            "13:14: checkpoints: the value is 5; expected a mapping with keys out of everySteps, keep"),
        replaced(
            "epochs: 10",
            "epochs: 10\ncheckpoints: {every: 5}",
            "13:15: checkpoints.every: unknown key; expected one of everySteps, keep"),
        replaced(
            "epochs: 10",
            "epochs: 10\ncheckpoints: {keep: 0}",
            "13:21: checkpoints.keep: the value is 0; expected a whole number of at least 1"),
        replaced(
            "epochs: 10",
            "epochs: 10\ncheckpoints: {everySteps: -1}",
            "13:27: checkpoints.everySteps: the value is -1; expected a whole number of at least 0"),
        // A few batches.
        replaced(
            "epochs: 10",
            "epochs: 10\nfastDevRun: yes",
            "13:13: fastDevRun: the value is 'yes'; expected true, false, or a whole number of at least 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\nfastDevRun: -1",
            "13:13: fastDevRun: the value is -1; expected true, false, or a whole number of at least 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\noverfitBatches: 0.1",
            "13:17: overfitBatches: the value is 0.1; expected a whole number of at least 0"),
        replaced(
            "epochs: 10",
            "epochs: 10\nfastDevRun: true\noverfitBatches: 2",
            "13:1: fastDevRun: a trainer with fastDevRun 1 and overfitBatches 2; expected a number of batches for one of them, or 0"),
        // The validation interval.
        replaced(
            "epochs: 10",
            "epochs: 10\nvalidateEvery: 0",
            "13:16: validateEvery: the value is 0; expected INTERVAL"),
        replaced(
            "epochs: 10",
            "epochs: 10\nvalidateEvery: 500steps",
            "13:16: validateEvery: the value is '500steps'; expected INTERVAL; fix: did you mean 500 steps?"),
        replaced(
            "epochs: 10",
            "epochs: 10\nvalidateEvery: 2.5",
            "13:16: validateEvery: the value is 2.5; expected INTERVAL"),
        replaced(
            "epochs: 10",
            "epochs: 10\nvalidateEvery: [2, steps]",
            "13:16: validateEvery: the value is a list of 2 values; expected INTERVAL"),
        replaced(
            "  validation: 0.2\nmodel:\n  type: mlp\n  hidden: [8, 4]\nloss: mse",
            "model: linear\nvalidateEvery: 2",
            "5:1: validateEvery: no rows are held out; data.validation says how many are; expected this key to be absent"),
        // Splits.
        replaced(
            "validation: 0.2",
            "validation: 0.2\n  split: stratifed",
            "5:10: data.split: the value is 'stratifed'; expected one of random, stratified, group, end; fix: did you mean stratified?"),
        replaced(
            "validation: 0.2",
            "validation: 0.2\n  split: stratified",
            "5:3: data.split: stratified gives each class its share, and the loss mse has numbers; expected random, or group"),
        replaced(
            "validation: 0.2",
            "split: group",
            "4:3: data.split: a split by groups, and nothing says which rows are one; expected group: the name of the column that does; fix: group: COLUMN beside it; arrays have no such column"),
        replaced(
            "csv: rows.csv\n  target: y\n  validation: 0.2",
            "csv: names.csv\n  target: x\n  group: kind\n  split: random",
            "4:3: data.group: the split is random, which looks at no groups; expected this key to be absent"),
        replaced(
            "validation: 0.2",
            "group: patient",
            "4:3: data.group: FOLDER/rows.csv has no column 'patient'; expected one of 'x', 'y'"),
        replaced(
            "validation: 0.2",
            "group: y",
            "4:3: data.group: the column 'y' is a target too; expected a column of its own, which a model would not know of new rows"),
        replaced(
            "validation: 0.2",
            "features: x\n  group: x",
            "5:3: data.group: the column 'x' is a feature too; expected a column of its own, which a model would not know of new rows"),
        replaced(
            "validation: 0.2",
            "group: x",
            "3:3: data.target: no column of FOLDER/rows.csv is left for the features; expected a column that is neither a target nor ignored"),
        replaced(
            "validation: 0.2",
            "validation: 0.2\n  validationFile: names.csv",
            "5:19: data.validationFile: FOLDER/names.csv has no column 'y'; expected one of 'x', 'z', 'kind'"),
        replaced(
            "validation: 0.2",
            "validation: 0.2\n  validationFile: rows.csv",
            "4:3: data.validation: data.validationFile has the rows to hold out; expected this key to be absent"),
        replaced(
            "validation: 0.2",
            "validation: 0.2\n  testFile: test.csv",
            "5:13: data.testFile: there is no file FOLDER/test.csv; expected a CSV, Parquet or Arrow file, named relative to the folder of the configuration"),
        replaced(
            "csv: rows.csv\n  target: y\n  validation: 0.2",
            "inputs: images.idx\n  targets: labels.idx\n  testFile: images.idx",
            "4:13: data.testFile: the rows lie in two files, and this is one; expected rows in one npz file; fix: write both arrays into one with numpy.savez, or hold out a share with data.validation"),
        replaced(
            "csv: rows.csv\n  target: y\n  validation: 0.2",
            "npz: digits.npz\n  targets: labels\n  group: x",
            "4:3: data.group: the key belongs to a table, the rows are arrays; expected this key to be absent"),
        // Class weights.
        replaced(
            "loss: mse",
            "loss: {type: mse, classWeights: [1, 2]}",
            "8:19: loss.classWeights: mse has no classes to weigh; expected this key to be absent"),
        replaced(
            "loss: mse",
            "loss: {type: huber, posWeight: 2}",
            "8:21: loss.posWeight: huber has no classes to weigh; expected this key to be absent"),
        replaced(
            "loss: mse",
            "loss: {type: bce_with_logits, classWeights: [1, 2]}",
            "8:31: loss.classWeights: bce_with_logits weighs the second class only, with posWeight; expected this key to be absent"),
        replaced(
            "loss: mse",
            "loss: {type: cross_entropy, posWeight: 2}",
            "8:29: loss.posWeight: cross_entropy weighs every class, with classWeights; expected this key to be absent"),
        replaced(
            "loss: mse",
            "loss: {type: cross_entropy, classWeights: balance}",
            "8:43: loss.classWeights: the value is 'balance'; expected balanced, or a list of numbers of at least 0, one for each class; fix: did you mean balanced?"),
        replaced(
            "loss: mse",
            "loss: {type: cross_entropy, classWeights: [1, -2, 1]}",
            "8:47: loss.classWeights.1: the value is -2; expected a number of at least 0"),
        replaced(
            "loss: mse",
            "loss: {type: cross_entropy, classWeights: 2}",
            "8:43: loss.classWeights: the value is 2; expected balanced, or a list of numbers of at least 0, one for each class"),
        replaced(
            "loss: mse",
            "loss: {type: cross_entropy, classWeights: []}",
            "8:43: loss.classWeights: the value is an empty list; expected balanced, or a list of numbers of at least 0, one for each class"),
        replaced(
            "loss: mse",
            "loss: {type: cross_entropy, classWeights: [0, 0.0]}",
            "8:43: loss.classWeights: every weight is 0; expected a weight above 0 for at least one class"),
        replaced(
            "loss: mse",
            "loss: {type: bce_with_logits, posWeight: 0}",
            "8:42: loss.posWeight: the value is 0; expected balanced, or a number above 0"),
        // Text that is no such YAML.
        whole("", "1:1: the file holds nothing; expected a mapping with the keys data, model, ..."),
        whole(
            "# Nothing yet.\n# Really.\n",
            "1:1: the file holds nothing; expected a mapping with the keys data, model, ..."),
        whole(
            "- a\n- b\n",
            "1:1: the file holds a list of 2 values; expected a mapping with the keys data, model, ..."),
        whole(
            "epochs",
            "1:1: the file holds 'epochs'; expected a mapping with the keys data, model, ..."),
        replaced(
            "epochs: 10\n",
            "epochs: 10\n---\na: 1\n",
            "14:1: a second document starts here; expected one document in the file; fix: remove the line ---"),
        whole(
            "a: &x 1\nb: *x\n",
            "2:4: b: aliases (*name) are not supported; expected every value written where it is used"),
        whole(
            "a: {b: 1\n",
            "1:4: this is not YAML: while parsing a flow mapping, expected ',' or '}', but got <stream end>; expected a mapping of keys to values"),
        replaced(
            "loss: mse",
            "loss: \"mse",
            "8:7: this is not YAML: while scanning a quoted scalar, found unexpected end of stream; expected a mapping of keys to values"),
        replaced(
            "epochs: 10",
            "epochs:10",
            "12:1: this is not YAML: while scanning a simple key, could not find expected ':'; expected a mapping of keys to values"),
        replaced(
            "  target: y",
            "   target: y",
            "3:10: this is not YAML: mapping values are not allowed here; expected a mapping of keys to values"),
        replaced(
            "  target: y", "\ttarget: y", "3:1: a tab stands here; expected spaces before a key"),
        replaced(
            "loss: mse",
            "loss: m\u0001se",
            "8:8: the control character U+0001 stands here; expected text"));
  }

  private static Mistake columns(String wrong, String message) {
    return replaced("target: y", "target: y\n  columns: " + wrong, message);
  }

  /** The same of text. */
  private static Mistake text(String key, String model, String message) {
    Mistake images = images(key, model, message);
    return new Mistake(images.text.replaceFirst("images: pictures", "text: names.csv"), message);
  }

  /** The same with texts that have classes. */
  private static Mistake labelled(String key, String model, String message) {
    Mistake images = images(key, model, message);
    return new Mistake(
        images
            .text
            .replaceFirst("images: pictures", "text: lines.jsonl")
            .replaceFirst("\n\n", "\n  target: kind\n"),
        message);
  }

  /** A configuration of a table of texts with keys from line 4 on, and what follows them. */
  private static Mistake tableTexts(String keys, String model, String message) {
    return whole(
        "data:\n  csv: rows.csv\n  target: y\n  "
            + keys
            + "\n"
            + model
            + "\noptimizer: {type: sgd, learningRate: 1}\nepochs: 1\n",
        message);
  }

  /** A configuration of images with another key in line 3, and what follows them from line 5 on. */
  private static Mistake images(String key, String model, String message) {
    return new Mistake(
        "data:\n  images: pictures\n  "
            + key
            + "\n\n"
            + model
            + "\noptimizer: {type: sgd, learningRate: 1}\nepochs: 1\n",
        message);
  }

  private static Mistake replaced(String part, String mistake, String message) {
    if (!VALID.contains(part)) {
      throw new IllegalArgumentException(part);
    }
    return whole(VALID.replace(part, mistake), message);
  }

  private static Mistake whole(String text, String message) {
    return new Mistake(
        text,
        message
            .replace("TOP", names(RunConfig.keys()))
            .replace("DATA", sectionNames("data"))
            .replace("LOSS", sectionNames("loss"))
            .replace("SCHEDULE", sectionNames("schedule"))
            .replace(
                "INTERVAL",
                "a number of at least 1 with the unit epochs or steps, such as 500 steps; without a unit, epochs")
            .replace("OPTIMIZER", sectionNames("optimizer")));
  }

  private static String sectionNames(String name) {
    for (Key<?> key : RunConfig.keys()) {
      if (key.name().equals(name) && key.type() instanceof SectionType<?> section) {
        return names(section.keys());
      }
    }
    throw new IllegalArgumentException(name);
  }

  private static String names(List<Key<?>> keys) {
    return keys.stream().map(Key::name).collect(Collectors.joining(", "));
  }
}
