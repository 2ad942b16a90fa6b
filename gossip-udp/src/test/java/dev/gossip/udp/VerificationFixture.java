package dev.gossip.udp;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.proto.Content;
import dev.gossip.udp.ManualNetwork.TestNode;
import dev.gossip.udp.TestPlugins.AnyRelay;
import dev.gossip.udp.TestPlugins.NotingSpamControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One node that checks signatures beside its thread, and two that send it what they are told to.
 */
abstract class SignatureWorld {
  static final Duration A_WHILE = Duration.ofSeconds(1);

  final ManualNetwork world = new ManualNetwork(7);
  final NotingSpamControl spam = new NotingSpamControl();
  final TogetherSigning signing = new TogetherSigning("author");
  final List<String> calls = new ArrayList<>();

  /** Node 1 checks and tells what its strategy sees; 2 and 3 send what they are told to. */
  void start(Map<String, String> settings) {
    world.start(1, settings, List.of(new AnyRelay(NotingRelay::new), spam, signing));
    mouth(2);
    mouth(3);
    world.runFor(A_WHILE);
    spam.notes.clear();
    world.node(1).holdsWork = true;
  }

  void start() {
    start(Map.of());
  }

  /** A node that links itself to node 1 and sends what it is told to. */
  void mouth(int port) {
    AnyRelay mouth = new AnyRelay(context -> mouthOf(port, context));
    List<GossipPlugin> plugins = List.of(mouth, new TogetherSigning("other"));
    world.start(port, Map.of("gossip.signing.policy", "off"), plugins, 1);
  }

  TestNode one() {
    return world.node(1);
  }

  /** Messages of node 1's own author that it has never seen, signed at once. */
  List<GossipMessage> signed(String... texts) {
    List<GossipMessage> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(
          one().node.composer().compose("main", ByteString.copyFromUtf8(text), one().wallMillis()));
    }
    List<ByteString> signatures =
        signing.sign(messages.stream().map(GossipMessage::signedBytes).toList());
    for (int i = 0; i < messages.size(); i++) {
      messages.set(i, messages.get(i).withSignature(signatures.get(i)));
    }
    return messages;
  }

  /** One that was not signed together with any other, with a signature that is not good. */
  GossipMessage forged(String text) {
    GossipMessage message = signed(text).get(0);
    return message.withSignature(
        signing.sharedPart(message.signature()).concat(ByteString.copyFromUtf8("bad")));
  }

  /** Another message of the same author under the same number. */
  GossipMessage otherFace(GossipMessage first, String text) {
    try {
      ByteString bytes =
          Content.parseFrom(first.signedBytes()).toBuilder()
              .setPayload(ByteString.copyFromUtf8(text))
              .build()
              .toByteString();
      return GossipMessage.builder(first.id())
          .signedBytes(bytes)
          .signature(signing.sign(List.of(bytes)).get(0))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Node 2 signs nothing: its policy is off. */
  GossipMessage unsigned(String text) {
    return world
        .node(2)
        .node
        .composer()
        .compose("main", ByteString.copyFromUtf8(text), world.node(2).wallMillis());
  }

  void send(int from, GossipMessage message) {
    send(from, message, "");
  }

  void send(int from, GossipMessage message, String header) {
    Mouth mouth = requireNonNull(mouths.get(from));
    mouth.message = message;
    mouth.header = ByteString.copyFromUtf8(header);
    world.node(from).publish("cue");
    world.runFor(Duration.ofMillis(10));
  }

  private final Map<Integer, Mouth> mouths = new TreeMap<>();

  private Mouth mouthOf(int port, RelayContext context) {
    Mouth mouth = new Mouth(context);
    mouths.put(port, mouth);
    return mouth;
  }

  /** Sends what it was told to when its node publishes anything. */
  private static final class Mouth implements RelayStrategy {
    private final RelayContext context;
    private @Nullable GossipMessage message;
    private ByteString header = ByteString.EMPTY;

    Mouth(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage cue) {
      context.deliver(cue);
      GossipMessage said = message;
      if (said != null) {
        context.peers().forEach(peer -> context.send(peer.id(), said, header));
      }
    }

    @Override
    public void onMessage(GossipMessage other, Arrival arrival) {
      context.deliver(other);
    }
  }

  /** Writes down what it sees; garbage is no header. */
  private final class NotingRelay implements RelayStrategy {
    private final RelayContext context;

    NotingRelay(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      if (!arrival.header().isEmpty()) {
        throw new InvalidProtocolBufferException("garbage");
      }
      context.deliver(message);
      note("first", message, arrival);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      note("again", message, arrival);
    }

    private void note(String what, GossipMessage message, Arrival arrival) {
      calls.add(
          what + " " + message.payload().toStringUtf8() + " from " + port(arrival.from().id()));
    }

    @Override
    public void onPeerDown(Peer peer) {
      calls.add(port(peer.id()) + " is gone");
    }

    private int port(PeerId peer) {
      return mouths.keySet().stream()
          .filter(port -> peer.equals(world.node(port).node.id()))
          .findFirst()
          .orElseThrow();
    }
  }
}
