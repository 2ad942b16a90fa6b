package dev.gossip.udp;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that {@code docs/wire-format.md} shows, by name. They are read from the document
 * itself, so that it cannot say anything else than what is tested.
 */
public final class WireVectors {
  // A name and a colon on a line; below it indented lines of hex digits.
  private static final Pattern VECTOR =
      Pattern.compile("^([a-z0-9-]+):\\R((?: +[0-9a-f ]+(?:\\R|\\z))+)", Pattern.MULTILINE);

  private final Map<String, ByteString> vectors = new LinkedHashMap<>();

  private WireVectors(String document) {
    Matcher matcher = VECTOR.matcher(document);
    while (matcher.find()) {
      vectors.put(matcher.group(1), ByteString.fromHex(matcher.group(2).replaceAll("\\s", "")));
    }
  }

  /** Reads the document, which lies beside this module's folder. */
  public static WireVectors read() throws IOException {
    Path module = Path.of(System.getProperty("basedir", ""));
    return new WireVectors(Files.readString(module.resolve("../docs/wire-format.md")));
  }

  /** The bytes of this name. */
  public ByteString get(String name) {
    ByteString vector = vectors.get(name);
    if (vector == null) {
      throw new IllegalArgumentException(name + " is not in the document, but " + vectors.keySet());
    }
    return vector;
  }
}
