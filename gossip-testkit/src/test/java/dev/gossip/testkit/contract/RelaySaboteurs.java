package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayStrategyContractTest.Flood;
import dev.gossip.testkit.contract.RelayStrategyContractTest.Saboteur;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** More saboteurs, most of which need headers, control frames or memory for their mistake. */
final class RelaySaboteurs {
  private static final int BOUND = 100;

  private RelaySaboteurs() {}

  /** Floods with a header of one byte, and takes no other but none. */
  private static class FloodWithHeader extends Flood {
    static final ByteString HEADER = ByteString.copyFrom(new byte[] {7});

    FloodWithHeader(RelayContext context) {
      super(context);
    }

    @Override
    ByteString header() {
      return HEADER;
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      requireReadable(arrival.header());
      super.onMessage(message, arrival);
    }

    void requireReadable(ByteString header) throws InvalidProtocolBufferException {
      if (!header.isEmpty() && !header.equals(HEADER)) {
        throw new InvalidProtocolBufferException("not 7");
      }
    }
  }

  @Breaks(value = "R3", saying = "forget a neighbour in onPeerDown, also where it waits in queues")
  static class AsksTheDead extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new AnnouncingRelay(context) {
            @Override
            public void onPeerDown(Peer peer) {
              // All but the messages that it announced.
              Map<MessageId, Deque<PeerId>> kept = new LinkedHashMap<>();
              wanted.forEach((id, announcers) -> kept.put(id, new ArrayDeque<>(announcers)));
              super.onPeerDown(peer);
              wanted.putAll(kept);
            }
          };
    }
  }

  @Breaks(value = "R5", saying = "IndexOutOfBoundsException")
  static class TrustsInput extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            public void onControl(Peer from, ByteString body)
                throws InvalidProtocolBufferException {
              if (body.byteAt(0) != 7) {
                throw new InvalidProtocolBufferException("not 7");
              }
            }
          };
    }
  }

  @Breaks(value = "R5", saying = "IndexOutOfBoundsException")
  static class TrustsInputForTheRelayItWraps extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            public void onControl(Peer from, String slot, ByteString body)
                throws InvalidProtocolBufferException {
              if (body.byteAt(0) != 7) {
                throw new InvalidProtocolBufferException("not 7");
              }
            }
          };
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().slot("relay.inner").build();
    }
  }

  @Breaks(value = "R5", saying = "Parse before changing any field")
  static class MutatesBeforeParsing extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new FloodWithHeader(context) {
            private final Set<MessageId> begun = new LinkedHashSet<>();

            @Override
            public void onMessage(GossipMessage message, Arrival arrival)
                throws InvalidProtocolBufferException {
              if (begun.add(message.id())) {
                if (begun.size() > BOUND) {
                  begun.remove(begun.iterator().next());
                }
                super.onMessage(message, arrival);
              }
            }
          };
    }
  }

  @Breaks(value = "R6", saying = "of them 'forget'")
  static class LeaksTimers extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            void tell(List<PeerId> receivers, GossipMessage message) {
              super.tell(receivers, message);
              context.schedule(Duration.ofDays(1), "forget", () -> {});
            }
          };
    }
  }

  @Breaks(value = "R6", saying = "RemembersForeverRelay.told (2500)")
  static class RemembersForever extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return RemembersForeverRelay::new;
    }
  }

  private static final class RemembersForeverRelay extends Flood {
    private final Map<MessageId, List<PeerId>> told = new LinkedHashMap<>();

    RemembersForeverRelay(RelayContext context) {
      super(context);
    }

    @Override
    void tell(List<PeerId> receivers, GossipMessage message) {
      if (told.put(message.id(), receivers) == null) {
        super.tell(receivers, message);
      }
    }
  }

  @Breaks(value = "R6", saying = "call context.deliver also for what is thrown out")
  static class ForgetsWhatItHolds extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            private final Deque<GossipMessage> held = new ArrayDeque<>();

            @Override
            public void onPublish(GossipMessage message) {
              tell(receivers(), message);
              held.add(message);
              if (held.size() > 10) {
                held.remove();
              }
              context.schedule(Duration.ofSeconds(1), "make public", this::release);
            }

            private void release() {
              GossipMessage oldest = held.poll();
              if (oldest != null) {
                context.deliver(oldest);
              }
            }
          };
    }
  }

  @Breaks(value = "R7", saying = "with frames repeated and reordered, message")
  static class MistrustsRepeats extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return MistrustingRelay::new;
    }
  }

  private static final class MistrustingRelay extends Flood {
    private final Map<MessageId, PeerId> tellers = new LinkedHashMap<>();
    private final Set<PeerId> mistrusted = new TreeSet<>();

    MistrustingRelay(RelayContext context) {
      super(context);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      tellers.put(message.id(), arrival.from().id());
      if (tellers.size() > BOUND) {
        tellers.remove(tellers.keySet().iterator().next());
      }
      super.onMessage(message, arrival);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      PeerId from = arrival.from().id();
      if (from.equals(tellers.get(message.id()))) {
        mistrusted.add(from);
      }
    }

    @Override
    List<PeerId> receivers() {
      return super.receivers().stream().filter(peer -> !mistrusted.contains(peer)).toList();
    }
  }

  @Breaks(value = "R8", saying = "ask context.maxControlBytes for each neighbour, and split")
  static class OverlongControl extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new AnnouncingRelay(context) {
            @Override
            int maxBodyBytes(PeerId to) {
              return 1_000;
            }
          };
    }
  }

  @Breaks(value = "R12", saying = "onMessage refused an empty header")
  static class NeedsHeader extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new FloodWithHeader(context) {
            @Override
            void requireReadable(ByteString header) throws InvalidProtocolBufferException {
              if (!header.equals(HEADER)) {
                throw new InvalidProtocolBufferException("not 7");
              }
            }
          };
    }
  }

  @Breaks(value = "R12", saying = "such a copy is public, so deliver it, once")
  static class HoldsPublicCopies extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new FloodWithHeader(context) {
            @Override
            public void onMessage(GossipMessage message, Arrival arrival)
                throws InvalidProtocolBufferException {
              if (!arrival.header().isEmpty()) {
                super.onMessage(message, arrival);
              } else {
                passOn(message, arrival);
              }
            }
          };
    }
  }

  @Breaks(value = "R13", saying = "during which it was published, as traits() claims")
  static class ClaimsToRepair extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return Flood::new;
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().repairsPartitions().build();
    }
  }

  @Breaks(value = "R14", saying = "with 0.2 of all datagrams lost, which traits() claims")
  static class ClaimsToTolerateLoss extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return Flood::new;
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().toleratedLoss(0.2).build();
    }
  }

  @Breaks(value = "R14", saying = "with 0.2 of all datagrams lost, which traits() claims")
  static class KeepsAMeshWithoutRepair extends Saboteur {
    private static final int MANY_PEERS = 16;
    private static final int REPEATS = 12;

    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            void tell(List<PeerId> receivers, GossipMessage message) {
              if (context.peers().size() >= MANY_PEERS) {
                super.tell(receivers.stream().filter(this::isInMesh).toList(), message);
              } else {
                repeat(receivers, message, REPEATS);
              }
            }

            private void repeat(List<PeerId> receivers, GossipMessage message, int times) {
              List<PeerId> up = new ArrayList<>(receivers);
              up.retainAll(receivers());
              super.tell(up, message);
              if (times > 1) {
                context.schedule(
                    Duration.ofMillis(100), "repeat", () -> repeat(up, message, times - 1));
              }
            }

            /** The same at both ends; about five peers of 16. */
            private boolean isInMesh(PeerId peer) {
              return (context.self().hashCode() * peer.hashCode()) >>> 28 < 5;
            }
          };
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().toleratedLoss(0.2).build();
    }
  }

  @Breaks(value = "R15", saying = "compare times by their difference")
  static class ThinksThatTimeIsPositive extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            private long tellFromNanos;

            @Override
            void tell(List<PeerId> receivers, GossipMessage message) {
              if (context.nowNanos() >= tellFromNanos) {
                tellFromNanos = context.nowNanos();
                super.tell(receivers, message);
              }
            }
          };
    }
  }
}
