package dev.gossip.signing;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file cannot be read, in one line with the remedy. */
final class FileTrouble {
  private FileTrouble() {}

  static IllegalArgumentException unreadable(Path file, IOException e) {
    return new IllegalArgumentException(file + ": " + why(file, e), e);
  }

  private static String why(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file; check the name";
    }
    if (e instanceof AccessDeniedException) {
      return "this user may not read it; run as its owner, or change the owner with 'chown'";
    }
    if (Files.isDirectory(file)) {
      return "it is a folder; name a file in it";
    }
    String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
    return "it cannot be read (" + reason + "); check the name and the disk";
  }
}
