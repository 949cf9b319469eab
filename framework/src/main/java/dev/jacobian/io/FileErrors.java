package dev.jacobian.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Says which file could not be used, and why, in words; Java's exceptions often lack one of them.
 */
public final class FileErrors {
  private FileErrors() {}

  /** Returns the error of a file that cannot be written, moved or deleted. */
  public static UncheckedIOException cannotWrite(Path file, IOException cause) {
    return error("cannot write '" + file + "'", file, cause);
  }

  /** Returns the error of a file that cannot be read. */
  public static UncheckedIOException cannotRead(Path file, IOException cause) {
    return error("cannot read '" + file + "'", file, cause);
  }

  /** Returns the error of a folder that cannot be made. */
  public static UncheckedIOException cannotMake(Path folder, IOException cause) {
    return error("cannot make the folder '" + folder + "'", folder, cause);
  }

  private static UncheckedIOException error(String problem, Path file, IOException cause) {
    return new UncheckedIOException(problem + ": " + reason(file, cause), cause);
  }

  /** Returns why, with the file that the system complains about if it is another one. */
  private static String reason(Path file, IOException cause) {
    String reason = reason(cause);
    String culprit = cause instanceof FileSystemException e ? e.getFile() : null;
    return culprit == null || culprit.equals(file.toString()) ? reason : culprit + ": " + reason;
  }

  /** Returns why, without the file's name: {@code No space left on device}. */
  public static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "a file of this name is in the way";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (cause instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (cause instanceof FileSystemLoopException) {
      return "its symbolic links go in a circle";
    }
    String text = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
    return text == null || text.isBlank() ? cause.toString() : text;
  }
}
