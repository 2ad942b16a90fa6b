package dev.gossip.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Compares names of files, which may be written in several ways and need not exist. */
public final class FileNames {
  /** As Linux follows at most (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private FileNames() {}

  /**
   * Whether two names are those of one file, such as {@code a} and {@code ./a}, or a link and what
   * it names. False for what is not a name, which reading or writing the file reports.
   */
  public static boolean areOfOneFile(String one, String other) {
    try {
      Path first = Path.of(one);
      Path second = Path.of(other);
      boolean bothExist = Files.exists(first) && Files.exists(second);
      return bothExist ? Files.isSameFile(first, second) : place(first).equals(place(second));
    } catch (InvalidPathException | IOException e) {
      return false;
    }
  }

  /** Where a file is, or will be once it is written. */
  private static Path place(Path name) throws IOException {
    Path target = name.toAbsolutePath();
    for (int links = 0; links < MAX_LINKS && Files.isSymbolicLink(target); links++) {
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    Path file = target.normalize().getFileName();
    Path folder = target.getParent();
    // A folder that does not exist is an error that writing the file reports.
    return file == null || folder == null ? target : folder.toRealPath().resolve(file);
  }
}
