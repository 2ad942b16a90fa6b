package dev.gossip.core.engine.verify;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.engine.network.BatchSigning;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import dev.gossip.core.proto.Content;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node that verifies signatures off its thread, and two peers that send it whatever messages a
 * test chooses.
 */
abstract class VerificationFixture {
  static final Duration A_WHILE = Duration.ofSeconds(1);

  final MemoryNetwork network = new MemoryNetwork(7);
  final RecordingSpamControl spam = new RecordingSpamControl();
  final BatchSigning signing = new BatchSigning("author");
  final List<String> calls = new ArrayList<>();
  private @Nullable RelayContext relayContext;

  /** Starts node 1, which verifies and records its relay callbacks, and senders 2 and 3. */
  void start(Map<String, String> settings) {
    network.start(1, settings, List.of(new AnyRelay(RecordingRelay::new), spam, signing));
    startSender(2);
    startSender(3);
    network.runFor(A_WHILE);
    spam.notes.clear();
    network.node(1).deferOffloaded = true;
  }

  void start() {
    start(Map.of());
  }

  /** Starts a node that dials node 1 and sends the messages passed to {@link #send}. */
  void startSender(int port) {
    startSender(port, Map.of("gossip.signing.policy", "off"));
  }

  void startSender(int port, Map<String, String> settings) {
    AnyRelay relay = new AnyRelay(context -> newSender(port, context));
    List<GossipPlugin> plugins = List.of(relay, new BatchSigning("other"));
    network.start(port, settings, plugins, 1);
  }

  MemoryNode node() {
    return network.node(1);
  }

  /** Whether node 1 counts a message as refused. */
  boolean isRefused(GossipMessage message) {
    return requireNonNull(relayContext).isRefused(message.id());
  }

  /** Messages by the author of node 1 that it has not seen, signed in one batch. */
  List<GossipMessage> signed(String... texts) {
    List<GossipMessage> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(
          node()
              .node
              .composer()
              .compose("main", ByteString.copyFromUtf8(text), node().wallMillis()));
    }
    List<ByteString> signatures =
        signing.sign(messages.stream().map(GossipMessage::signedBytes).toList());
    for (int i = 0; i < messages.size(); i++) {
      messages.set(i, messages.get(i).withSignature(signatures.get(i)));
    }
    return messages;
  }

  /** A message with a bad signature from a batch of its own. */
  GossipMessage forged(String text) {
    GossipMessage message = signed(text).get(0);
    return message.withSignature(
        signing.batchSignature(message.signature()).concat(ByteString.copyFromUtf8("bad")));
  }

  /** Another message with the same author and sequence number. */
  GossipMessage conflictingMessage(GossipMessage first, String text) {
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

  /** A message without a signature: the signing policy of node 2 is off. */
  GossipMessage unsigned(String text) {
    return network
        .node(2)
        .node
        .composer()
        .compose("main", ByteString.copyFromUtf8(text), network.node(2).wallMillis());
  }

  void send(int from, GossipMessage message) {
    send(from, message, "");
  }

  /** Sends a message with a relay header from one of the senders to node 1. */
  void send(int from, GossipMessage message, String header) {
    ScriptedSender sender = requireNonNull(senders.get(from));
    sender.message = message;
    sender.header = ByteString.copyFromUtf8(header);
    network.node(from).publish("trigger");
    network.runFor(Duration.ofMillis(10));
  }

  private final Map<Integer, ScriptedSender> senders = new TreeMap<>();

  private ScriptedSender newSender(int port, RelayContext context) {
    ScriptedSender sender = new ScriptedSender(context);
    senders.put(port, sender);
    return sender;
  }

  /** Sends the chosen message to all peers whenever its node publishes anything. */
  private static final class ScriptedSender implements RelayStrategy {
    private final RelayContext context;
    private @Nullable GossipMessage message;
    private ByteString header = ByteString.EMPTY;

    ScriptedSender(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage trigger) {
      context.deliver(trigger);
      GossipMessage toSend = message;
      if (toSend != null) {
        context.peers().forEach(peer -> context.send(peer.id(), toSend, header));
      }
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onMessage(GossipMessage received, Arrival arrival) {
      context.deliver(received);
    }
  }

  /** Delivers messages and records the callbacks; throws on a header. */
  private final class RecordingRelay implements RelayStrategy {
    private final RelayContext context;

    RecordingRelay(RelayContext context) {
      this.context = context;
      relayContext = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      if (!arrival.header().isEmpty()) {
        throw new InvalidProtocolBufferException("garbage");
      }
      context.deliver(message);
      record("first", message, arrival);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      record("duplicate", message, arrival);
    }

    private void record(String callback, GossipMessage message, Arrival arrival) {
      calls.add(
          callback + " " + message.payload().toStringUtf8() + " from " + port(arrival.from().id()));
    }

    @Override
    public void onPeerDown(Peer peer) {
      calls.add(port(peer.id()) + " is down");
    }

    private int port(PeerId peer) {
      return senders.keySet().stream()
          .filter(port -> peer.equals(network.node(port).node.id()))
          .findFirst()
          .orElseThrow();
    }
  }
}
