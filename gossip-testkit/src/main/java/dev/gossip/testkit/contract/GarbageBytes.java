package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.random.RandomGenerator;

/** Bytes that a hostile peer may send: random ones, and damaged copies of valid ones. */
final class GarbageBytes {
  private GarbageBytes() {}

  /** Random bytes, or a valid sample that is cut off, extended or altered. */
  static ByteString of(RandomGenerator random, List<ByteString> samples, int maxBytes) {
    if (samples.isEmpty() || random.nextInt(3) == 0) {
      byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 8 : maxBytes + 1)];
      random.nextBytes(bytes);
      return ByteString.copyFrom(bytes);
    }
    ByteString sample = samples.get(random.nextInt(samples.size()));
    byte[] bytes = new byte[Math.min(maxBytes, random.nextInt(sample.size() + 4))];
    random.nextBytes(bytes);
    boolean cutOnly = random.nextBoolean();
    for (int i = 0; i < Math.min(bytes.length, sample.size()); i++) {
      if (cutOnly || random.nextInt(8) > 0) {
        bytes[i] = sample.byteAt(i);
      }
    }
    return ByteString.copyFrom(bytes);
  }

  /** A sample that is repeated as often as it fits. */
  static ByteString repeated(ByteString sample, int maxBytes) {
    ByteString body = sample;
    while (!sample.isEmpty() && body.size() + sample.size() <= maxBytes) {
      body = body.concat(sample);
    }
    return body;
  }
}
