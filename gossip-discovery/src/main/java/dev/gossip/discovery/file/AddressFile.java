package dev.gossip.discovery.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Reads a file of addresses, on any thread.
 *
 * @param path the file
 */
record AddressFile(Path path) implements Supplier<AddressList> {
  /** The largest file; enough for 1,000 addresses with comments. */
  static final int MAX_BYTES = 262_144;

  @Override
  public AddressList get() {
    try {
      // A pipe would block this thread until somebody writes to it.
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        return AddressList.unreadable("it is not a regular file");
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
      return bytes.length > MAX_BYTES
          ? AddressList.unreadable("it has more than " + MAX_BYTES / 1_024 + " KiB")
          : AddressList.parse(new String(bytes, UTF_8));
    } catch (NoSuchFileException e) {
      return AddressList.unreadable("no such file");
    } catch (AccessDeniedException e) {
      return AddressList.unreadable("this user may not read it");
    } catch (IOException e) {
      return AddressList.unreadable("it cannot be read: " + e.getClass().getSimpleName());
    }
  }
}
