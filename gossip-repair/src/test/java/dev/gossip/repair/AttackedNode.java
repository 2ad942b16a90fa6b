package dev.gossip.repair;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.repair.proto.RepairFrame.KindCase;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A scripted node with repair around a relay that sends nothing; tests speak for its peers. */
abstract class AttackedNode {
  static final Duration MOMENT = Duration.ofMillis(1);
  static final RepairSettings SETTINGS =
      new RepairSettings(Duration.ofMinutes(4), 64 << 20, Duration.ofSeconds(30));

  final RecordingRelayContext node = new RecordingRelayContext(7);

  /** Delivers at once, and sends nothing. */
  static RelayStrategy silent(RelayContext context) {
    return new RelayStrategy() {
      @Override
      public void onPublish(GossipMessage message) {
        context.deliver(message);
      }

      @Override
      public void onMessage(GossipMessage message, Arrival arrival) {
        context.deliver(message);
      }

      @Override
      public boolean mayReveal(PeerId to, MessageId id) {
        return context.delivered(id);
      }
    };
  }

  void start() {
    node.start(context -> new RepairRelay(context, SETTINGS, AttackedNode::silent));
  }

  GossipMessage publish(String text) {
    GossipMessage message = RecordingRelayContext.message(text);
    node.publish(message);
    return message;
  }

  void send(Peer from, ByteString frame) {
    try {
      node.control(from, frame);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the frame is well-formed", e);
    }
  }

  void ask(Peer from, int round, int first, int count) {
    send(from, RepairCodec.ask(round, 1, 0, first, count));
    node.advance(MOMENT);
  }

  /** The frames of a kind that a peer was sent since the last {@code clear}. */
  List<RepairFrame> sent(Peer to, KindCase kind) {
    List<RepairFrame> frames = new ArrayList<>();
    for (RecordingRelayContext.SentControl control : node.controls()) {
      RepairFrame frame = parse(control.body());
      if (control.to().equals(to.id()) && frame.getKindCase() == kind) {
        frames.add(frame);
      }
    }
    return frames;
  }

  long reports(Peer peer, Misbehaviour kind) {
    return node.reports().stream()
        .filter(report -> report.peer().equals(peer.id()) && report.kind() == kind)
        .count();
  }

  /** Asks for symbols of a set with one message, and for its id, which makes it promised. */
  void letPromise(Peer to) {
    ask(to, 1, 0, 1);
    ByteString symbol = sent(to, KindCase.SYMBOLS).get(0).getSymbols().getSymbols();
    long shortId = symbol.asReadOnlyByteBuffer().getLong();
    send(to, RepairCodec.resolve(1, List.of(shortId)));
  }

  // ---- a peer that answers -------------------------------------------------------------------

  /** A peer that claims to have messages, and sends none of them. */
  final class Claimant {
    private static final long KEY_HALF = 5;

    private final Peer peer;
    private final List<MessageId> claimed;
    private int answered;
    int requested;

    Claimant(Peer peer, List<MessageId> claimed) {
      this.peer = peer;
      this.claimed = claimed;
    }

    /** Answers what the node has asked since the last call. */
    void answer() {
      List<RecordingRelayContext.SentControl> all = List.copyOf(node.controls());
      for (; answered < all.size(); answered++) {
        RecordingRelayContext.SentControl control = all.get(answered);
        if (!control.to().equals(peer.id())) {
          continue;
        }
        RepairFrame frame = parse(control.body());
        switch (frame.getKindCase()) {
          case ASK -> symbols(frame.getAsk());
          case RESOLVE ->
              send(peer, RepairCodec.resolved(frame.getResolve().getRound(), claimed, List.of()));
          case REQUEST -> requested += frame.getRequest().size() / RepairCodec.ID_BYTES;
          default -> {}
        }
      }
    }

    private void symbols(Ask ask) {
      LinkKey key = new LinkKey(peer.id(), KEY_HALF, node.self(), ask.getKeyHalf());
      CodedHoldings coded = new CodedHoldings(key, new Holdings.Snapshot(claimed, List.of(), 0));
      int end = ask.getFirst() + ask.getCount();
      coded.set().extendTo(end);
      var range = coded.set().range(ask.getFirst(), end);
      for (int from = ask.getFirst(); from < end; from += 50) {
        ByteString part = range.encode(from, Math.min(end, from + 50));
        send(peer, RepairCodec.symbols(ask.getRound(), KEY_HALF, claimed.size(), from, part));
      }
    }
  }

  static RepairFrame parse(ByteString body) {
    try {
      return RepairFrame.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the node sends well-formed frames", e);
    }
  }
}
