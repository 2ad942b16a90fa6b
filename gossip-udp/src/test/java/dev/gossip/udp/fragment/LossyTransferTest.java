package dev.gossip.udp.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.udp.RandomSeeds;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sender and receiver with a path between them that loses, repeats and reorders datagrams. */
class LossyTransferTest {
  private static final int LINKS = 3;
  private static final int FRAMES = 24;
  private static final List<Priority> PRIORITIES = List.of(Priority.values());

  /** Many times what is needed. */
  private static final int MAX_STEPS = 100_000;

  /** A path that may carry datagrams of a size at one time and smaller ones at another. */
  private static final class Path {
    private record Sent(int link, Part part, ByteString datagram) {}

    private final SplittableRandom random;
    private final List<OutgoingFragments> senders = new ArrayList<>();
    private final Fragments.Drops drops = new Fragments.Drops();
    private final Reassemblies receiver =
        new Reassemblies(ReassemblyLimits.DEFAULTS, Fragments.hashes(), drops::add);
    // What waits in each direction; either may be lost, repeated or late.
    private final List<Sent> underWay = new ArrayList<>();
    private final List<Sent> acks = new ArrayList<>();
    // What the sender regards as neither acknowledged nor lost.
    private final List<Sent> unsettled = new ArrayList<>();
    private final Map<ByteString, Integer> delivered = new HashMap<>();
    private final int lossPercent;

    Path(SplittableRandom random) {
      this.random = random;
      this.lossPercent = random.nextInt(40);
      for (int i = 0; i < LINKS; i++) {
        senders.add(new OutgoingFragments(Fragments.hashes(), 0));
      }
    }

    private boolean isOneIn(int count) {
      return random.nextInt(count) == 0;
    }

    private boolean isLost() {
      return random.nextInt(100) < lossPercent;
    }

    private int unfinished() {
      return senders.stream().mapToInt(OutgoingFragments::count).sum();
    }

    void run() throws InvalidProtocolBufferException {
      for (int step = 0; unfinished() > 0; step++) {
        assertThat(step).as("steps without an end").isLessThan(MAX_STEPS);
        int room = roomOfPath();
        for (int i = random.nextInt(16); i >= 0; i--) {
          send(random.nextInt(LINKS), room);
        }
        deliver(random.nextInt(20));
        acknowledge(random.nextInt(20));
        detectLosses();
      }
      // Copies that are still under way change nothing.
      deliver(underWay.size());
    }

    private int roomOfPath() {
      return switch (random.nextInt(4)) {
        case 0 -> 296 + random.nextInt(300);
        case 1 -> 60_000;
        default -> 1000 + random.nextInt(9000);
      };
    }

    private void send(int link, int room) {
      Part part = senders.get(link).next(FragmentCodec.maxDataBytes(room));
      if (part == null) {
        return;
      }
      ByteBuffer datagram = ByteBuffer.allocate(room);
      FragmentCodec.put(datagram, part);
      Sent sent = new Sent(link, part, ByteString.copyFrom(datagram.flip()));
      unsettled.add(sent);
      if (!isLost()) {
        underWay.add(sent);
      }
    }

    private Sent any(List<Sent> list) {
      int index = random.nextInt(list.size());
      // Some are repeated.
      return isOneIn(10) ? list.get(index) : removeFast(list, index);
    }

    private static Sent removeFast(List<Sent> list, int index) {
      Sent last = list.remove(list.size() - 1);
      return index == list.size() ? last : list.set(index, last);
    }

    private void deliver(int count) throws InvalidProtocolBufferException {
      for (int i = 0; i < count && !underWay.isEmpty(); i++) {
        Sent sent = any(underWay);
        FieldScanner packet = new FieldScanner(sent.datagram);
        assertThat(packet.next() && packet.isBytes(Packet.FRAGMENTS_FIELD_NUMBER)).isTrue();
        AddedFragment added = receiver.add(sent.link, FragmentCodec.read(packet.bytes()), 0);
        assertThat(added.kind()).isNotIn(AddedFragment.Kind.FAULTY, AddedFragment.Kind.NO_ROOM);
        if (added.frame() != null) {
          delivered.merge(added.frame(), 1, Integer::sum);
        }
        // Whatever the receiver does with a part, it acknowledges the datagram.
        if (!isLost()) {
          acks.add(sent);
        }
      }
    }

    private void acknowledge(int count) {
      for (int i = 0; i < count && !acks.isEmpty(); i++) {
        Sent sent = any(acks);
        senders.get(sent.link).onAcked(sent.part, 0);
      }
    }

    /** Some of those that count as lost are only late. */
    private void detectLosses() {
      unsettled.removeIf(sent -> sent.part.isSettled);
      for (int i = unsettled.size() / 8; i >= 0 && !unsettled.isEmpty(); i--) {
        Sent sent = removeFast(unsettled, random.nextInt(unsettled.size()));
        senders.get(sent.link).onLost(sent.part);
      }
    }
  }

  @Test
  void framesArriveOnceAndUnchanged() {
    RandomSeeds.forEach(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          for (int round = 0; round < 4; round++) {
            runRound(random);
          }
        });
  }

  private static void runRound(SplittableRandom random) {
    Path path = new Path(random);
    Map<ByteString, Integer> expected = new HashMap<>();
    for (int i = 0; i < FRAMES; i++) {
      ByteString frame = Fragments.randomFrame(size(i, random), random);
      // Few frames go to several links; the receiver hands over one of each.
      int links = i % 8 == 0 ? LINKS : 1;
      for (int link = 0; link < links; link++) {
        if (path.senders.get(link).add(frame, PRIORITIES.get(i % PRIORITIES.size()), 0)) {
          expected.merge(frame, 1, Integer::sum);
        }
      }
    }
    try {
      path.run();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    // The frames themselves would be a long message.
    assertThat(path.delivered.equals(expected)).as("delivered once and equal").isTrue();
    assertThat(path.receiver.count()).isZero();
    assertThat(path.senders).allMatch(sender -> sender.bytes() == 0 && !sender.hasNext());
  }

  private static int size(int index, SplittableRandom random) {
    return switch (index) {
      case 0 -> 1;
      case 1 -> FragmentCodec.MAX_FRAME_BYTES;
      case 2 -> 256;
      case 3 -> 257;
      default -> 1 + random.nextInt(1 << random.nextInt(1, 18));
    };
  }
}
