package dev.gossip.core.engine.wire;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import org.jspecify.annotations.Nullable;

/**
 * The authors of the messages that were read last. Most messages are of few authors, and with one
 * object for each of these, tables of authors find them without comparing or hashing keys. Not
 * thread-safe.
 */
final class RecentAuthors {
  /** A power of two. With more authors at a time, some messages bring an object of their own. */
  private static final int PLACES = 16;

  /** Longer ones are of no known signature scheme, and not worth keeping. */
  private static final int MAX_KEY_BYTES = 64;

  private static final @Nullable AuthorId[] NONE_YET = {};

  // By the first byte of the key. Created when first used: most nodes of a large network without
  // signing never see an author.
  private @Nullable AuthorId[] recent = NONE_YET;

  /** The author whose key is between two indices. */
  AuthorId at(ByteString frame, int start, int end) {
    if (start == end) {
      return AuthorId.NONE;
    }
    if (end - start > MAX_KEY_BYTES) {
      return new AuthorId(frame.substring(start, end));
    }
    if (recent.length == 0) {
      recent = new AuthorId[PLACES];
    }
    int place = frame.byteAt(start) & (PLACES - 1);
    AuthorId known = recent[place];
    if (known != null && isAt(known.key(), frame, start, end)) {
      return known;
    }
    // A copy, so that it does not keep the frame in memory.
    AuthorId author = new AuthorId(ByteString.copyFrom(frame.substring(start, end).toByteArray()));
    recent[place] = author;
    return author;
  }

  private static boolean isAt(ByteString key, ByteString frame, int start, int end) {
    int size = key.size();
    if (size != end - start) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (key.byteAt(i) != frame.byteAt(start + i)) {
        return false;
      }
    }
    return true;
  }
}
