package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.signing.SigningContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of the authors that are wanted on each topic, closed: who is not on it is not trusted. One
 * line for each, {@code TOPIC KEY}, with {@code *} for every topic; what follows a {@code #} is a
 * comment. Looked at again each second; a change that cannot be read leaves the list as it is.
 */
final class TrustFile implements Trust {
  private static final String EVERY_TOPIC = "*";
  private static final Pattern LINE = Pattern.compile("(\\S.*?)\\s+([0-9a-fA-F]{64})(\\s+#.*)?");
  private static final Pattern ENDS_IN_KEY = Pattern.compile(".*[0-9a-fA-F]{64}");
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** About fifty thousand authors. */
  private static final int MAX_BYTES = 4 << 20;

  private final Path file;
  private @Nullable Stamp stamp;
  private volatile Map<String, Set<AuthorId>> authors;

  /** What changes when a file does. */
  private record Stamp(FileTime modified, long size, @Nullable Object file) {}

  private TrustFile(Path file, @Nullable Stamp stamp, Map<String, Set<AuthorId>> authors) {
    this.file = file;
    this.stamp = stamp;
    this.authors = authors;
  }

  /**
   * Reads the list.
   *
   * @throws IllegalArgumentException if the file cannot be read, or a line is not of the form; one
   *     line that names it
   */
  static TrustFile read(Path file) {
    // Before it is read: what changes meanwhile is seen the next time.
    Stamp stamp = stampOf(file);
    return new TrustFile(file, stamp, authorsIn(file));
  }

  /** The list as it was read, and from now on as it changes; warns when it cannot be read. */
  Trust watchedFor(SigningContext node) {
    TrustFile watched = new TrustFile(file, stamp, authors);
    watched.lookLater(node);
    return watched;
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    Map<String, Set<AuthorId>> current = authors;
    return current.getOrDefault(topic, Set.of()).contains(author)
        || current.getOrDefault(EVERY_TOPIC, Set.of()).contains(author);
  }

  private void lookLater(SigningContext node) {
    TimerHandle unused =
        node.schedule(
            LOOK_AGAIN,
            "look at the list of trusted authors",
            () -> {
              lookAgain(node);
              lookLater(node);
            });
  }

  private void lookAgain(SigningContext node) {
    Stamp found = stampOf(file);
    if (Objects.equals(found, stamp)) {
      return;
    }
    stamp = found;
    try {
      authors = authorsIn(file);
    } catch (IllegalArgumentException e) {
      node.warn(String.valueOf(e.getMessage()), "until then the list is used as it was");
    }
  }

  private static @Nullable Stamp stampOf(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException e) {
      return null;
    }
  }

  private static Map<String, Set<AuthorId>> authorsIn(Path file) {
    List<String> lines = text(file).lines().toList();
    Map<String, Set<AuthorId>> authors = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw badLine(
            file,
            i,
            "this is not 'TOPIC KEY'; write a topic or *, and the author's 64 hexadecimal digits");
      }
      String topic = matcher.group(1);
      if (ENDS_IN_KEY.matcher(topic).matches()) {
        throw badLine(
            file,
            i,
            "the topic '" + topic + "' ends in a key; write a line 'TOPIC KEY' for each author");
      }
      ByteString key = ByteString.copyFrom(HexFormat.of().parseHex(matcher.group(2)));
      authors.computeIfAbsent(topic, unused -> new HashSet<>()).add(new AuthorId(key));
    }
    return authors;
  }

  private static IllegalArgumentException badLine(Path file, int index, String what) {
    return new IllegalArgumentException(file + ": " + (index + 1) + ": " + what);
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            file + ": it has more than " + MAX_BYTES + " bytes; name a list of trusted authors");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": it is not UTF-8 text; mend or replace it", e);
    } catch (IOException e) {
      throw KeyFile.unreadable(file, e);
    }
  }
}
