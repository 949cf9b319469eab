package dev.jacobian.trainers.fuzz;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.arrow.ArrowSource;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.parquet.ParquetSource;
import dev.jacobian.data.table.Column;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.CsvStream;
import dev.jacobian.data.table.MappedDataset;
import dev.jacobian.data.table.MissingValues;
import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointFile;
import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ConfigMistakes;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.record.RunFiles;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.report.HtmlReport;
import dev.jacobian.trainers.report.RunComparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** All readers of files, with whole files of theirs. */
final class FuzzTargets {
  private static final FuzzTarget.Seal UNSEALED = file -> file;

  private final Path folder;

  /**
   * Prepares files.
   *
   * @param folder an empty one
   */
  FuzzTargets(Path folder) {
    this.folder = folder;
  }

  List<FuzzTarget> all() throws Exception {
    List<byte[]> npy = npySeeds();
    List<byte[]> idx = idxSeeds();
    return List.of(
        new FuzzTarget("npy", npy, UNSEALED, formats(), (file, random) -> NumpyFile.loadNpy(file)),
        new FuzzTarget("npy.gz", npy, FuzzTargets::gzip, formats(), (f, r) -> NumpyFile.loadNpy(f)),
        new FuzzTarget("npz", zips(npy), UNSEALED, formats(), FuzzTargets::readNpz),
        new FuzzTarget("npz of npy", npy, FuzzTargets::zip, formats(), FuzzTargets::readNpz),
        new FuzzTarget("idx", idx, UNSEALED, formats(), (file, random) -> IdxFile.load(file)),
        new FuzzTarget("idx.gz", idx, FuzzTargets::gzip, formats(), (f, r) -> IdxFile.load(f)),
        new FuzzTarget(
            "safetensors", safeTensorsSeeds(), UNSEALED, formats(), FuzzTargets::readSafeTensors),
        new FuzzTarget(
            "checkpoint",
            checkpointSeeds(),
            FuzzTargets::digested,
            formats(),
            (file, random) -> CheckpointFile.read(file)),
        new FuzzTarget(
            "csv", csvSeeds(), UNSEALED, List.of(DataException.class), FuzzTargets::readCsv),
        new FuzzTarget(
            "csv.gz",
            csvSeeds(),
            FuzzTargets::gzip,
            List.of(DataException.class),
            FuzzTargets::readCsv),
        new FuzzTarget(
            "row cache",
            cacheSeeds(),
            FuzzTargets::summed,
            List.of(FileFormatException.class, DataException.class),
            (file, random) -> gather(MappedDataset.open(file))),
        new FuzzTarget(
            "yaml",
            yamlSeeds(),
            UNSEALED,
            // A changed URL names another database, which cannot be reached.
            List.of(ConfigException.class, DataException.class),
            this::readYaml),
        new FuzzTarget("run of jacobian", runSeeds(), UNSEALED, formats(), FuzzTargets::readRun),
        new FuzzTarget(
            "parquet",
            sourceSeeds(
                "parquet",
                "few-gzip-v1.parquet",
                "few-snappy-v2.parquet",
                "few-none-v1.parquet",
                "few-zstd-v2.parquet",
                "few-lz4-v1.parquet",
                "old-int96.parquet",
                "encodings-delta.parquet",
                "encodings-split.parquet"),
            UNSEALED,
            tables(),
            (file, random) -> readSource(ParquetSource.of(file), random)),
        new FuzzTarget(
            "arrow",
            sourceSeeds(
                "arrow",
                "added.arrows",
                "replaced.arrows",
                "types.arrow",
                "lz4.arrows",
                "zstd.arrow",
                "flat.feather"),
            UNSEALED,
            tables(),
            (file, random) -> readSource(ArrowSource.of(file), random)));
  }

  private static List<Class<? extends RuntimeException>> formats() {
    return List.of(FileFormatException.class);
  }

  private byte[] saved(Saving saving) throws IOException {
    Path file = folder.resolve("seed");
    saving.save(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private interface Saving {
    void save(Path file) throws IOException;
  }

  private static byte[] npy(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .put(data)
        .array();
  }

  private List<byte[]> npySeeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (DType dtype : DType.values()) {
      Tensor values = Tensor.arange(0, 60).reshape(20, 3).to(dtype);
      seeds.add(saved(file -> NumpyFile.saveNpy(file, values)));
    }
    String shape = "', 'fortran_order': True, 'shape': (20L, 3L), }\n";
    for (String descr : List.of("<f2", ">f2", "<u2", ">u4", "<u8", "=f8", "|i1", "|b1", "<c8")) {
      int size = descr.charAt(2) - '0';
      seeds.add(npy("{'descr': '" + descr + shape, new byte[60 * size]));
    }
    return seeds;
  }

  private static byte[] gzip(byte[] file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(file);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(byte[] array) throws IOException {
    return zip(array, Deflater.NO_COMPRESSION);
  }

  private static byte[] zip(byte[] array, int level) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setLevel(level);
      for (String name : List.of("x.npy", "y.npy")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(array);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static List<byte[]> zips(List<byte[]> arrays) throws IOException {
    List<byte[]> zips = new ArrayList<>();
    for (byte[] array : arrays) {
      zips.add(zip(array));
      zips.add(zip(array, Deflater.BEST_COMPRESSION));
    }
    return zips;
  }

  private static void readNpz(Path file, SplittableRandom random) {
    if (random.nextBoolean()) {
      NumpyFile.loadNpz(file);
      return;
    }
    for (String name : NumpyFile.namesInNpz(file)) {
      NumpyFile.loadNpz(file, name);
    }
  }

  private List<byte[]> idxSeeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Tensor values :
        List.of(
            Tensor.arange(0, 60).to(DType.INT32).reshape(30, 2),
            Tensor.of(new int[] {-1, 70_000}),
            Tensor.of(new float[] {1.5f, 2}),
            Tensor.of(new double[] {1.5, 2}, 1, 1, 2))) {
      seeds.add(saved(file -> IdxFile.save(file, values)));
    }
    return seeds;
  }

  private List<byte[]> safeTensorsSeeds() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("layers.0.weight", Tensor.arange(0, 60).to(DType.FLOAT32).reshape(20, 3));
    tensors.put("steps", Tensor.of(new long[] {7}).reshape());
    tensors.put("mask", Tensor.of(new boolean[] {true, false}));
    byte[] seed = saved(file -> SafeTensors.save(file, tensors, Map.of("format", "pt")));
    List<byte[]> seeds = new ArrayList<>(List.of(seed));
    for (String dtype : List.of("F16", "BF16", "F8_E4M3", "U8", "U64", "F4", "C64")) {
      int bytes = dtype.equals("F4") ? 1 : dtype.endsWith("64") ? 16 : dtype.contains("8") ? 2 : 4;
      String header =
          "{\"a\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,%d]}}"
              .formatted(dtype, bytes);
      seeds.add(
          ByteBuffer.allocate(8 + header.length() + bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length())
              .put(header.getBytes(StandardCharsets.US_ASCII))
              .array());
    }
    return seeds;
  }

  private static void readSafeTensors(Path file, SplittableRandom random) {
    if (random.nextBoolean()) {
      SafeTensors.load(file);
    } else {
      SafeTensors.load(file, SafeTensors.describe(file).keySet());
    }
  }

  private List<byte[]> checkpointSeeds() throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(Map.of("w", Tensor.of(new float[50])), Map.of("position", "{\"epoch\": 3}"));
    return List.of(saved(file -> CheckpointFile.write(file, checkpoint)));
  }

  /** Puts the SHA-256 of a checkpoint into it, where a checkpoint has it. */
  private static byte[] digested(byte[] file) throws Exception {
    int at = Long.BYTES + "{\"__metadata__\":{\"sha256\":\"".length();
    if (file.length < at + 64) {
      return file;
    }
    byte[] sealed = file.clone();
    Arrays.fill(sealed, at, at + 64, (byte) '0');
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sealed));
    System.arraycopy(digest.getBytes(StandardCharsets.US_ASCII), 0, sealed, at, 64);
    return sealed;
  }

  private static List<byte[]> csvSeeds() {
    return List.of(
            "a,b,y\n1,2,3\n-1.5,2e3,.5\n",
            "a,b,y\r\n\"1\",\"2\",3\r\n4,,6\r\n7,8,9\r\n",
            "a;b;y\r\n\"1\";\"2\";3\r\n4;;6\r\n",
            "\ufeffname,\"x, \"\"y\"\"\",kind\nfig,1,\"a\nb\"\nyew, 2 ,c\n",
            "a,b,y\n" + "1.5,2,3\n4,-5e-2,6\n".repeat(20),
            "a,b,y\n" + "1.5,2,fig\n\"4\",5,yew\n".repeat(20),
            "a,b,y\r\n" + "  1.5 ,2,\"3\"\r\n4,,6\r\n".repeat(20),
            "1\t2\t3\n4\t5\t6",
            "a,b,y\n" + "0.1,123456789012345678901234567890,-7\n".repeat(40),
            "a,b,y\nNA,1,x\n,2,y\nnan,inf,z\n",
            "sep=;\na;b;y\n1,5;1.000;True\n2;3;False\n",
            ",a  b,y\n0,1 000,2\n1,3,4\n",
            "\n\na\n1\n\n2\n")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static CsvFormat csvFormat(SplittableRandom random) {
    CsvFormat format = CsvFormat.defaults().withHeader(random.nextInt(4) > 0);
    return switch (random.nextInt(12)) {
      case 0 -> format.withDelimiter(';').withDecimal(',').withThousands('.');
      case 1 -> format.withDelimiter('\t').withThousands(' ');
      case 2 -> format.withWhitespace();
      case 3 -> format.withMissingMarkers("NA", "1", "-1.5");
      case 4 -> format.withMissingMarkers();
      case 5 -> format.withEncoding(StandardCharsets.ISO_8859_1);
      case 6 -> format.withEncoding(StandardCharsets.UTF_16LE);
      default -> format;
    };
  }

  private static CsvDataset.Options csvOptions(SplittableRandom random) {
    CsvDataset.Options options =
        CsvDataset.Options.defaults()
            .withFormat(csvFormat(random))
            .withDtype(random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64)
            .withMissingValues(random.nextInt(3) == 0 ? MissingValues.DROP_ROW : MissingValues.NAN);
    List<Column> last = List.of(Column.at(random.nextInt(10) == 0 ? random.nextInt(4) : 2));
    return switch (random.nextInt(4)) {
      case 0 -> options;
      case 1 -> options.withTargets(last);
      case 2 -> options.withIgnored(List.of(Column.at(0)));
      default -> options.withClassTarget(last.get(0));
    };
  }

  private static void readCsv(Path file, SplittableRandom random) {
    CsvDataset.Options options = csvOptions(random);
    // A cache is forced to the disk, which takes its time.
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> {
        CsvDataset.preview(file, options);
        CsvStream.of(file, options.withTargets(List.of()), List.of(Column.at(0)))
            .forEach(3, part -> part.features().sum().item());
      }
      case 3 -> {
        Path cache = file.resolveSibling("csv.rows");
        gather(MappedDataset.of(file, options, cache));
      }
      default -> gather(CsvDataset.read(file, options));
    }
  }

  private static void gather(Dataset rows) {
    long[] indices = LongStream.range(0, Math.min(rows.size(), 50)).toArray();
    rows.gather(indices).inputs().toDoubleArray();
  }

  private List<byte[]> cacheSeeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (CsvDataset.Options options :
        List.of(
            CsvDataset.Options.defaults().withTargets("y"),
            CsvDataset.Options.defaults().withClassTarget("y").withDtype(DType.FLOAT64),
            CsvDataset.Options.defaults().withMissingValues(MissingValues.NAN))) {
      Path csv = Files.writeString(folder.resolve("rows.csv"), "a,b,y\n1,2,3\n4,,6\n7,8,9\n");
      CsvDataset.Options able = options.withMissingValues(MissingValues.NAN);
      seeds.add(saved(file -> MappedDataset.of(csv, able, file)));
    }
    return seeds;
  }

  /** Puts the right checksum into the start of a row cache. */
  private static byte[] summed(byte[] file) {
    int checked = 20;
    if (file.length < 64) {
      return file;
    }
    ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    long position = bytes.getLong(8);
    long length = bytes.getInt(16);
    if (position < 64 || length < 0 || position > file.length - length) {
      return file;
    }
    CRC32 crc = new CRC32();
    crc.update(file, 0, checked);
    crc.update(file, (int) position, (int) length);
    return bytes.putInt(checked, (int) crc.getValue()).array();
  }

  private List<byte[]> yamlSeeds() throws IOException {
    ConfigMistakes.writeFiles(folder);
    List<byte[]> seeds = new ArrayList<>();
    for (ConfigMistakes.Mistake mistake : ConfigMistakes.all()) {
      seeds.add(mistake.text().getBytes(StandardCharsets.UTF_8));
      // Some changes have to leave a whole configuration, so that all of it is looked at.
      seeds.add(
          (ConfigMistakes.VALID + "# a \"comment\"\n".repeat(40)).getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }

  private void readYaml(Path file, SplittableRandom random) throws IOException {
    RunConfig.load(
        Files.move(file, folder.resolve("run.yaml"), StandardCopyOption.REPLACE_EXISTING),
        random.nextInt(4) == 0 ? List.of("epochs=3", "model.type=linear") : List.of());
  }

  private static List<byte[]> runSeeds() {
    return List.of(
            """
            {"name":"iris","status":"finished","facts":{"data":"iris.csv"},"config":"epochs: 3\\n",
             "settings":{"epochs":"3"},"environment":{"Java":"17"},"finalScores":{"loss":0.5},
             "confusion":{"rows":"3 rows","classNames":["a","b"],"counts":[[2,1],[0,7]]},
             "predictions":[{"rows":"2 rows","target":"y","actual":[1.5,"NaN"],"predicted":[1,2]}]}
            """,
            """
            {"kind":"step","epoch":1,"step":1,"rows":32,"loss":0.5,"learningRate":0.01,"gradientNorm":1.5}
            {"kind":"validation","epoch":1,"step":1,"learningRate":0.01,"scores":{"validation_loss":0.7}}
            {"kind":"epoch","epoch":1,"step":2,"learningRate":1e-3,"scores":{"train_loss":"NaN","validation_r2":0.1}}
            """,
            """
            {"step":1,"seconds":0.5,"rowsPerSecond":64.0}
            {"step":2,"seconds":1.5,"rowsPerSecond":"Infinity"}
            """)
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Takes the file for one of a run's three; the others are whole. */
  private static void readRun(Path file, SplittableRandom random) throws IOException {
    Path run = Files.createDirectories(file.resolveSibling("run of jacobian.folder"));
    List<String> names = List.of(RunFiles.INFO, RunFiles.METRICS, RunFiles.TIMING);
    int broken = random.nextInt(names.size());
    for (int i = 0; i < names.size(); i++) {
      Path target = run.resolve(names.get(i));
      Files.write(target, i == broken ? Files.readAllBytes(file) : runSeeds().get(i));
    }
    RunSummary summary = RunSummary.read(run);
    HtmlReport.html(summary);
    new RunComparison(List.of("a", "b"), List.of(summary, summary)).table();
  }

  private static List<byte[]> sourceSeeds(String kind, String... names) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : names) {
      Path goldens = Path.of("../framework/src/test/resources/goldens", kind);
      seeds.add(Files.readAllBytes(goldens.resolve(name)));
    }
    return seeds;
  }

  private static List<Class<? extends RuntimeException>> tables() {
    return List.of(FileFormatException.class, DataException.class);
  }

  /** Reads the columns that can be, or one of them. */
  private static void readSource(TableSource source, SplittableRandom random) {
    List<Integer> readable =
        IntStream.range(0, source.columns().size())
            .filter(i -> source.columns().get(i).kind() != SourceColumn.Kind.OTHER)
            .boxed()
            .toList();
    if (readable.isEmpty()) {
      throw new DataException(source.name() + ": no column can be read", "columns");
    }
    boolean isAll = random.nextBoolean();
    int one = random.nextInt(readable.size());
    try (TableReader reader = source.open(isAll ? readable : readable.subList(one, one + 1))) {
      long rows = 0;
      for (int count = reader.next(); count > 0; count = reader.next()) {
        rows += count;
        // So many can be in few bytes: a run of one value.
        if (rows > 1 << 20) {
          return;
        }
      }
    }
  }
}
