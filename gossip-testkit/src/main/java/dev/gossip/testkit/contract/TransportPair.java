package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Two ends on one wire, where Alice dials Bob. */
final class TransportPair {
  static final ByteString HELLO = ByteString.copyFromUtf8("hello");
  private static final Duration A_MOMENT = Duration.ofMillis(100);

  final TransportBench bench;
  final TransportEnd alice;
  final TransportEnd bob;
  private final Duration dialLimit;

  private TransportPair(Transport.Factory factory, Duration dialLimit, long seed) {
    this.bench = new TransportBench(factory, seed);
    this.alice = bench.start(5000);
    this.bob = bench.start(5010);
    this.dialLimit = dialLimit;
  }

  /** Two ends that do not know each other. */
  static TransportPair apart(Transport.Factory factory, Duration dialLimit, long seed) {
    return new TransportPair(factory, dialLimit, seed);
  }

  /** Two ends that are linked. */
  static TransportPair linked(Transport.Factory factory, Duration dialLimit, long seed) {
    TransportPair pair = apart(factory, dialLimit, seed);
    pair.link();
    return pair;
  }

  /** Alice dials Bob and, as an engine does, sends a first frame; both links are up then. */
  void link() {
    link(alice, bob);
  }

  void link(TransportEnd dialler, TransportEnd dialled) {
    dialler.dial(dialled.address());
    bench.runUntil(() -> !dialler.links.isEmpty(), dialLimit);
    say(dialler, HELLO);
    dialled.takeFrames();
    dialled.link();
  }

  /** Sends a frame on the one link of an end, and waits until it can have arrived. */
  void say(TransportEnd from, ByteString frame) {
    from.send(from.link(), frame);
    from.flush();
    bench.runFor(A_MOMENT);
  }

  /**
   * Frames that leave with one flush arrive as they are.
   *
   * @param when says for the failure what is special about it
   */
  void assertArrives(TransportEnd from, TransportEnd to, List<ByteString> frames, String when) {
    LinkId link = from.link();
    frames.forEach(frame -> from.send(link, frame));
    from.flush();
    bench.runFor(A_MOMENT);

    List<ByteString> arrived = to.takeFrames();
    assertThat(arrived.size())
        .as("how many of %d frames of one flush arrived %s", frames.size(), when)
        .isEqualTo(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      assertThat(arrived.get(i))
          .as("frame %d of %d bytes, as it arrived %s", i, frames.get(i).size(), when)
          .isEqualTo(frames.get(i));
    }
  }

  /** Random frames of 1 byte to so many, each different. */
  static List<ByteString> someFrames(int count, int mostBytes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ByteString> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[1 + random.nextInt(mostBytes)];
      random.nextBytes(bytes);
      frames.add(ByteString.copyFrom(bytes));
    }
    return frames;
  }
}
