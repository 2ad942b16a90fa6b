package dev.gossip.reputation.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What was found of signatures lately, by all nodes. Thread-safe. */
final class KnownResults {
  /** Those of some seconds of a flood; with 600 bytes each. */
  private static final int MAX_RESULTS = 65_536;

  private record Check(AuthorId author, ByteString signedBytes, ByteString signature) {

    /** Copies the bytes, so that they do not keep whole datagrams in memory. */
    Check copy() {
      return new Check(
          new AuthorId(bytesOf(author.key())), bytesOf(signedBytes), bytesOf(signature));
    }
  }

  private final Map<Check, Boolean> results =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Check, Boolean> oldest) {
          return size() > MAX_RESULTS;
        }
      };

  /** The result of a check; made only if it is not known. */
  boolean get(
      AuthorId author, ByteString signedBytes, ByteString signature, BooleanSupplier check) {
    Check key = new Check(author, signedBytes, signature);
    Boolean known = find(key);
    if (known != null) {
      return known;
    }
    boolean result = check.getAsBoolean();
    put(key.copy(), result);
    return result;
  }

  private synchronized @Nullable Boolean find(Check key) {
    return results.get(key);
  }

  private synchronized void put(Check key, boolean result) {
    results.put(key, result);
  }

  /** A copy that keeps nothing else in memory. */
  static ByteString bytesOf(ByteString bytes) {
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
