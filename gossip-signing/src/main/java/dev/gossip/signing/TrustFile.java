package dev.gossip.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of the authors that are wanted on each topic, closed: who is not on it is not trusted. One
 * line for each, {@code TOPIC KEY}, with {@code *} for every topic; what follows a {@code #} is a
 * comment. Looked at again while it is used; a change that cannot be read leaves the list as it is.
 */
final class TrustFile implements Trust {
  private static final String EVERY_TOPIC = "*";
  private static final Pattern LINE = Pattern.compile("(\\S.*?)\\s+([0-9a-fA-F]{64})(\\s+#.*)?");
  private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

  /** About fifty thousand authors. */
  private static final int MAX_BYTES = 4 << 20;

  private final Path file;
  private final LongSupplier nanoTime;
  private final Consumer<String> warnings;
  private final AtomicLong lookedAtNanos;
  private volatile @Nullable Stamp stamp;
  private volatile Map<String, Set<AuthorId>> authors;

  /** What changes when a file does. */
  private record Stamp(FileTime modified, long size, @Nullable Object file) {}

  /**
   * Reads the list.
   *
   * @param nanoTime a clock that never goes back
   * @param warnings told in one line when a changed file cannot be used; on any thread
   * @throws IllegalArgumentException if the file cannot be read, or a line is not of the form; one
   *     line that names it
   */
  TrustFile(Path file, LongSupplier nanoTime, Consumer<String> warnings) {
    this.file = file;
    this.nanoTime = nanoTime;
    this.warnings = warnings;
    this.lookedAtNanos = new AtomicLong(nanoTime.getAsLong());
    this.stamp = stampOf(file);
    this.authors = read(file);
  }

  @Override
  public boolean trusts(AuthorId author, String topic) {
    lookAgain();
    Map<String, Set<AuthorId>> current = authors;
    return current.getOrDefault(topic, Set.of()).contains(author)
        || current.getOrDefault(EVERY_TOPIC, Set.of()).contains(author);
  }

  private void lookAgain() {
    long last = lookedAtNanos.get();
    long now = nanoTime.getAsLong();
    // Who comes second goes on with the old list for the moment.
    if (now - last < LOOK_AGAIN_NANOS || !lookedAtNanos.compareAndSet(last, now)) {
      return;
    }
    // Before it is read: what changes meanwhile is seen the next time.
    Stamp found = stampOf(file);
    if (found == null ? stamp == null : found.equals(stamp)) {
      return;
    }
    stamp = found;
    try {
      authors = read(file);
    } catch (IllegalArgumentException e) {
      warnings.accept(e.getMessage() + "; until then the list is used as it was");
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

  private static Map<String, Set<AuthorId>> read(Path file) {
    List<String> lines = text(file).lines().toList();
    Map<String, Set<AuthorId>> authors = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            file
                + ": "
                + (i + 1)
                + ": this is not 'TOPIC KEY'; write a topic or *, and the author's 64 hexadecimal"
                + " digits");
      }
      ByteString key = ByteString.copyFrom(HexFormat.of().parseHex(matcher.group(2)));
      authors.computeIfAbsent(matcher.group(1), topic -> new HashSet<>()).add(new AuthorId(key));
    }
    return authors;
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
