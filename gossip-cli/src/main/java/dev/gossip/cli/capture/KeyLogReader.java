package dev.gossip.cli.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.storage.FileErrors;
import dev.gossip.udp.noise.LoggedKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the keys of a key log. */
final class KeyLogReader {
  /** That of four nodes at their limit; about 600,000 keys. */
  static final long MAX_BYTES = 64L << 20;

  private KeyLogReader() {}

  /**
   * @return the keys by the connection id in the datagrams that they seal; ids are random, so
   *     hardly ever more than one
   * @throws ConfigurationException if the file cannot be used
   */
  static Map<Long, List<LoggedKey>> read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw unusable(file, "there is no such file", null);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigurationException(
            "key log "
                + file
                + ": it has more than "
                + (MAX_BYTES >> 20)
                + " MiB; copy the lines of the sessions that you need to another file");
      }
      Map<Long, List<LoggedKey>> keys = new HashMap<>();
      try (BufferedReader lines = Files.newBufferedReader(file, ISO_8859_1)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          LoggedKey.parse(line).ifPresent(key -> add(keys, key));
        }
      }
      if (keys.isEmpty()) {
        throw unusable(file, "it has no keys", null);
      }
      return keys;
    } catch (IOException e) {
      throw unusable(file, "it cannot be read: " + FileErrors.reason(e), e);
    }
  }

  /** Both ends of a session may have written the key. */
  private static void add(Map<Long, List<LoggedKey>> keys, LoggedKey key) {
    List<LoggedKey> same = keys.computeIfAbsent(key.connectionId(), id -> new ArrayList<>(1));
    Optional<LoggedKey> known = same.stream().filter(key::isSame).findAny();
    if (known.isEmpty()) {
      same.add(key);
    }
  }

  private static ConfigurationException unusable(
      Path file, String problem, @Nullable Throwable cause) {
    return new ConfigurationException(
        "key log " + file + ": " + problem + "; name the file that gossip.debug.keylog named",
        cause);
  }
}
