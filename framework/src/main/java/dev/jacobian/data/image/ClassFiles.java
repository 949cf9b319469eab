package dev.jacobian.data.image;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which files of a folder are images of which class.
 *
 * @param classes the names of the classes, sorted unless they were given
 * @param names the images, class by class
 * @param labels the class of each
 */
record ClassFiles(List<String> classes, List<String> names, List<Integer> labels) {
  private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "bmp", "gif");
  static final String ENDINGS = ".png, .jpg, .jpeg, .bmp or .gif";
  private static final Pattern HIDDEN = Pattern.compile("(^|/)(\\.|__MACOSX/)");

  /**
   * Sorts files by class and name.
   *
   * @param given the classes in the order of their indices; empty for those that there are
   * @throws DataException if there is no class, a class has no image, or is none of those given
   */
  static ClassFiles of(Path root, ImageFiles files, List<String> given) {
    List<String> all = visible(files);
    String top = files instanceof ImageFiles.Archive ? commonFolder(all) : "";
    TreeMap<String, List<String>> ofClass = new TreeMap<>();
    for (String name : all) {
      int end = name.indexOf('/', top.length());
      if (end >= 0) {
        List<String> own =
            ofClass.computeIfAbsent(name.substring(top.length(), end), key -> new ArrayList<>());
        if (!name.endsWith("/")) {
          own.add(name);
        }
      }
    }
    if (ofClass.isEmpty()) {
      throw new DataException(
          "images '" + root + "': no classes" + (all.isEmpty() ? "" : ", but " + Brief.of(all)),
          "a folder for each class",
          "move the images of each class into a folder with its name");
    }
    return sorted(root, ofClass, given);
  }

  /** Returns the names of the files that are not hidden. */
  static List<String> visible(ImageFiles files) {
    return files.names().stream().filter(name -> !HIDDEN.matcher(name).find()).toList();
  }

  /**
   * Returns the folder, with the slash, that an archive has all its folders in, if there is one.
   */
  private static String commonFolder(List<String> names) {
    String first = names.isEmpty() ? "" : names.get(0);
    String top = first.substring(0, first.indexOf('/') + 1);
    boolean isCommon =
        names.stream()
            .allMatch(
                name ->
                    name.startsWith(top)
                        && (name.endsWith("/") || name.indexOf('/', top.length()) >= 0));
    return isCommon ? top : "";
  }

  private static ClassFiles sorted(
      Path root, TreeMap<String, List<String>> ofClass, List<String> given) {
    List<String> classes = given.isEmpty() ? List.copyOf(ofClass.keySet()) : List.copyOf(given);
    List<String> names = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    ofClass.forEach(
        (name, files) -> {
          int label = classes.indexOf(name);
          if (label < 0) {
            throw new DataException(
                "images '" + root + "': the class '" + name + "'",
                "one of " + Brief.of(classes),
                "rename the folder, or take it away");
          }
          List<String> images = files.stream().filter(ClassFiles::isImage).toList();
          if (images.isEmpty()) {
            throw noImage(root, name, files);
          }
          // Folders one after the other, as torchvision walks through them.
          images.stream()
              .sorted(Comparator.comparing(ClassFiles::folder).thenComparing(file -> file))
              .forEach(
                  file -> {
                    names.add(file);
                    labels.add(label);
                  });
        });
    return new ClassFiles(classes, List.copyOf(names), List.copyOf(labels));
  }

  /** Returns whether a name is one of an image. */
  static boolean isImage(String name) {
    return IMAGES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static String folder(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  private static DataException noImage(Path root, String name, List<String> files) {
    return new DataException(
        "images '"
            + root
            + "': the class '"
            + name
            + "' has no image"
            + (files.isEmpty() ? "" : ", but " + Brief.of(files)),
        "files with names that end in " + ENDINGS,
        files.isEmpty() ? "take the empty folder away" : "convert them");
  }
}
