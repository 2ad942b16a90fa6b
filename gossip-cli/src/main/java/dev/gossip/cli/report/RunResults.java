package dev.gossip.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonStreamParser;
import dev.gossip.core.config.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of one run, read from a file.
 *
 * @param file the last name of the file
 * @param relay the relay that the results name
 * @param parameters those of a cell of a sweep, without the relay and with the seed; empty for
 *     other results
 * @param json the object as it was read
 */
record RunResults(String file, String relay, SortedMap<String, String> parameters, String json) {
  private static final int MAX_BYTES = 16 << 20;

  /**
   * Reads all results of a file.
   *
   * @throws ConfigurationException if it cannot be read, or has anything else
   */
  static List<RunResults> read(String name) {
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        throw new ConfigurationException(
            name
                + " is a folder; name files in it, such as those of some cells of a sweep: "
                + path.resolve("cells").resolve("*.json")
                + "; 'gossip sweep merge "
                + name
                + " --html FILE' shows all of them");
      }
      List<RunResults> all = new ArrayList<>();
      JsonStreamParser parser = new JsonStreamParser(text(name, path));
      while (parser.hasNext()) {
        all.add(of(name, String.valueOf(path.getFileName()), parser.next()));
      }
      return all;
    } catch (IOException | InvalidPathException e) {
      throw unusable(name, "cannot be read", e);
    } catch (JsonParseException e) {
      throw unusable(name, "is not JSON", e);
    }
  }

  /** Reads no more than is allowed, also of a pipe or a device of unknown size. */
  private static String text(String name, Path path) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw unusable(name, "is larger than 16 MiB", null);
    }
    if (bytes.length == 0) {
      throw unusable(name, "is empty", null);
    }
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static RunResults of(String name, String file, JsonElement element) {
    if (element.isJsonObject()) {
      JsonObject object = element.getAsJsonObject();
      JsonElement relay = object.get("relay");
      if (relay != null && relay.isJsonPrimitive() && object.has("traceHash")) {
        return new RunResults(file, relay.getAsString(), parameters(object), object.toString());
      }
    }
    throw unusable(name, "has something else than results of a simulation", null);
  }

  private static SortedMap<String, String> parameters(JsonObject object) {
    SortedMap<String, String> parameters = new TreeMap<>();
    if (object.get("parameters") instanceof JsonObject cell) {
      cell.entrySet().forEach(entry -> put(parameters, entry.getKey(), entry.getValue()));
      parameters.remove("relay");
      put(parameters, "seed", object.get("seed"));
    }
    return parameters;
  }

  private static void put(
      SortedMap<String, String> parameters, String name, @Nullable JsonElement value) {
    if (value != null && value.isJsonPrimitive()) {
      parameters.put(name, value.getAsString());
    }
  }

  /** The relay, and how this cell of a sweep differs from the others; else the file. */
  String name(List<RunResults> all) {
    String differing =
        parameters.entrySet().stream()
            .filter(
                entry ->
                    all.stream()
                        .map(other -> other.parameters.get(entry.getKey()))
                        .anyMatch(value -> !entry.getValue().equals(value)))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
    return relay + " (" + (differing.isEmpty() ? file : differing) + ")";
  }

  private static ConfigurationException unusable(
      String name, String why, @Nullable Exception cause) {
    String text = name + " " + why + "; name a file with the output of 'gossip simulate --json'";
    return cause == null
        ? new ConfigurationException(text)
        : new ConfigurationException(text, cause);
  }
}
