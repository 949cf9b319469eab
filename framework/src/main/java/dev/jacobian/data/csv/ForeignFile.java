package dev.jacobian.data.csv;

import dev.jacobian.shape.DataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a file is that is given as CSV and is none, told by its first bytes.
 *
 * @param name of the kind, with its article
 * @param fix how to go on
 */
record ForeignFile(String name, String fix) {
  private static final String AS_CSV = "write the table as CSV, in pandas with to_csv";
  private static final String AS_ARRAYS = "give it as data.inputs or data.targets";
  private static final int MEMBER_LENGTH = 26;
  private static final int MEMBER_NAME = 30;

  /**
   * With what files of a kind start.
   *
   * @param magic as Latin-1
   * @param at where it stands
   * @param isText whether the rest may be text; else bytes follow that no text has
   */
  private record Signature(String magic, int at, boolean isText, ForeignFile file) {}

  private static final List<Signature> SIGNATURES =
      List.of(
          binary("PAR1", "a Parquet file", "give it as data.parquet"),
          binary("ARROW1", "an Arrow file", "give it as data.arrow"),
          binary("FEA1", "a Feather file", "read it with pandas.read_feather, and " + AS_CSV),
          binary("\u00ff\u00ff\u00ff\u00ff", "an Arrow stream", "give it as data.arrow"),
          binary("ORC", "an ORC file", "read it with pandas.read_orc, and " + AS_CSV),
          binary("Obj\u0001", "an Avro file", AS_CSV),
          binary(
              "\u0089HDF", "an HDF5 file", "read it with pandas.read_hdf or h5py, and " + AS_CSV),
          binary("SQLite format 3\0", "an SQLite database", "export a table: sqlite3 -csv -header"),
          binary("\u00d0\u00cf\u0011\u00e0", "an Excel workbook (.xls)", "save the sheet as CSV"),
          binary("\u0093NUMPY", "a NumPy array (.npy)", AS_ARRAYS),
          binary("\0\0\b\u0001", "an IDX file", AS_ARRAYS),
          binary("\0\0\b\u0003", "an IDX file", AS_ARRAYS),
          binary("MATLAB ", "a MATLAB file", AS_CSV),
          binary("RDX2\n", "an R workspace", "write the table with write.csv"),
          binary("RDX3\n", "an R workspace", "write the table with write.csv"),
          binary("X\n\0\0\0", "an R object", "write the table with write.csv"),
          binary("$FL2", "an SPSS file", AS_CSV),
          binary("%PDF-", "a PDF document", "get the table as CSV"),
          binary("\u0089PNG", "a PNG image", "give images as arrays, data.inputs"),
          binary("\u00ff\u00d8\u00ff", "a JPEG image", "give images as arrays, data.inputs"),
          binary("\u007fELF", "a program", "give the path of a table"),
          binary("\u00fd7zXZ", "packed with xz", "unpack it with unxz, or pack it with gzip"),
          binary(
              "\u0004\"M\u0018", "packed with lz4", "unpack it with unlz4, or pack it with gzip"),
          binary("7z\u00bc\u00af", "a 7z archive", "unpack it"),
          binary("Rar!", "a RAR archive", "unpack it"),
          binary("\u001f\u008b", "packed twice", "unpack it once"),
          binary("(\u00b5/\u00fd", "packed twice", "unpack it once"),
          new Signature("ustar", 257, false, new ForeignFile("a tar archive", "unpack it")),
          text("<stata_dta>", "a Stata file", AS_CSV),
          text("@relation", "an ARFF file", AS_CSV),
          text("version https://git-lfs", "a pointer of Git LFS", "fetch it with git lfs pull"));

  private static Signature binary(String magic, String name, String fix) {
    return new Signature(magic, 0, false, new ForeignFile(name, fix));
  }

  private static Signature text(String magic, String name, String fix) {
    return new Signature(magic, 0, true, new ForeignFile(name, fix));
  }

  /**
   * Checks that a file may be text in an encoding.
   *
   * @param path for the error
   * @param head its first bytes, unpacked
   * @throws DataException if it is no text; the message says what it is
   */
  static void requireText(String path, byte[] head, Charset charset) {
    ForeignFile found = find(new String(head, StandardCharsets.ISO_8859_1), charset);
    if (found != null) {
      throw new DataException(path + ": the file is " + found.name, "CSV", found.fix);
    }
  }

  private static @Nullable ForeignFile find(String head, Charset charset) {
    boolean isBinary = head.chars().anyMatch(c -> c < '\t' || (c > '\r' && c < ' '));
    for (Signature signature : SIGNATURES) {
      if (head.startsWith(signature.magic, signature.at) && (signature.isText || isBinary)) {
        return signature.file;
      }
    }
    if (isBinary && head.startsWith("PK")) {
      return archive(head);
    }
    if (isBinary && head.startsWith("\u0080") && head.charAt(1) <= 5) {
      return new ForeignFile("a pickle of Python", AS_CSV);
    }
    if (head.startsWith("\0\0{\"", 6)) {
      return new ForeignFile("a safetensors file", AS_CSV);
    }
    ForeignFile markup = markup(head);
    return markup == null ? wide(head, charset) : markup;
  }

  /** Returns which archive it is, by the name of its first member. */
  private static ForeignFile archive(String head) {
    int length = head.length() < MEMBER_NAME ? 0 : head.charAt(MEMBER_LENGTH);
    String member =
        length == 0
            ? ""
            : head.substring(MEMBER_NAME, Math.min(MEMBER_NAME + length, head.length()));
    if (member.endsWith(".npy")) {
      return new ForeignFile("an npz archive of NumPy", "give it as data.npz");
    }
    if (member.equals("mimetype")) {
      return new ForeignFile("an OpenDocument file", "save the sheet as CSV");
    }
    return member.matches("\\[Content_Types]\\.xml|(xl|_rels|docProps)/.*")
        ? new ForeignFile("an Excel workbook (.xlsx)", "save the sheet as CSV")
        : new ForeignFile("a zip archive", "unpack it, or pack the table with gzip or zstd");
  }

  private static @Nullable ForeignFile markup(String head) {
    String text = head.replace("\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return new ForeignFile("an HTML page", "get the table itself, not the page that shows it");
    }
    if (text.startsWith("<?xml")) {
      return new ForeignFile("XML", AS_CSV);
    }
    return text.matches("(?s)(\\{\\s*(\"|})|\\[\\s*[\\[{]).*")
        ? new ForeignFile("JSON", "read it with pandas.read_json, and " + AS_CSV)
        : null;
  }

  /** Returns UTF-16 without a mark, in which every other byte of common text is 0. */
  private static @Nullable ForeignFile wide(String head, Charset charset) {
    int pairs = head.length() / 2;
    int[] zeros = new int[2];
    for (int i = 0; i < 2 * pairs; i++) {
      zeros[i % 2] += head.charAt(i) == 0 ? 1 : 0;
    }
    boolean isLittle = zeros[1] > pairs / 2 && zeros[0] == 0;
    boolean isBig = zeros[0] > pairs / 2 && zeros[1] == 0;
    if (charset.name().startsWith("UTF-16") || !(isLittle || isBig)) {
      return null;
    }
    String encoding = isLittle ? "UTF-16LE" : "UTF-16BE";
    return new ForeignFile(
        encoding + " text without a byte order mark", "choose the encoding " + encoding);
  }
}
