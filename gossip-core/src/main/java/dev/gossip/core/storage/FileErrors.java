package dev.gossip.core.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Readable reasons of file errors. The message of a file system's exception often is only the name
 * of the file.
 */
public final class FileErrors {
  private FileErrors() {}

  /** The reason as text, without a remedy and without the name of a class. Any thread. */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (e instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (e instanceof FileAlreadyExistsException existing) {
      return existing.getFile() + " already exists and is not a folder";
    }
    if (e instanceof FileSystemException other && other.getReason() != null) {
      return other.getFile() + ": " + other.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
