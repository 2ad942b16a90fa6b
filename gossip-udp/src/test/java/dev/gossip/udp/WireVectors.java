package dev.gossip.udp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The test vectors of {@code docs/wire-format.md}, by name. They are read from the document itself,
 * so that it cannot differ from what is tested.
 */
public final class WireVectors {
  // A line with a name and a colon, followed by indented lines of hex digits.
  private static final Pattern VECTOR =
      Pattern.compile("^([a-z0-9-]+):\\R((?: +[0-9a-f ]+(?:\\R|\\z))+)", Pattern.MULTILINE);

  private final Map<String, ByteString> vectors = new LinkedHashMap<>();

  private WireVectors(String document) {
    Matcher matcher = VECTOR.matcher(document);
    while (matcher.find()) {
      vectors.put(matcher.group(1), ByteString.fromHex(matcher.group(2).replaceAll("\\s", "")));
    }
  }

  /** Reads the vectors from the document in the {@code docs} folder next to this module. */
  public static WireVectors read() throws IOException {
    Path module = Path.of(System.getProperty("basedir", ""));
    return new WireVectors(Files.readString(module.resolve("../docs/wire-format.md")));
  }

  /** Reads the vectors of a released version from a file next to this class. */
  static WireVectors released(String file) throws IOException {
    try (InputStream in = WireVectors.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no file " + file);
      }
      return new WireVectors(new String(in.readAllBytes(), UTF_8));
    }
  }

  /** All vectors, by name. */
  Map<String, ByteString> all() {
    return Collections.unmodifiableMap(vectors);
  }

  /** Returns the bytes of a vector; fails if the document has no such name. */
  public ByteString get(String name) {
    ByteString vector = vectors.get(name);
    if (vector == null) {
      throw new IllegalArgumentException("no vector '" + name + "' in " + vectors.keySet());
    }
    return vector;
  }
}
